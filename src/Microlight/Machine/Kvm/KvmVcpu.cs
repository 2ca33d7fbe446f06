using System.Runtime.InteropServices;

namespace Microlight.Machine.Kvm;

/// <summary>A vCPU's file descriptor and the kvm_run structure that it shares with the kernel.</summary>
internal sealed unsafe class KvmVcpu : FileDescriptor
{
    private readonly int _runSize;
    private readonly nint _run;
    private int _runningThread;
    [ThreadStatic] private static int t_thread;

    public KvmVcpu(int fd, KvmSystem system) : base(fd)
    {
        _runSize = system.RunSize;
        _run = Linux.CheckMapping(Linux.mmap(0, (nuint)_runSize, Linux.PROT_READ | Linux.PROT_WRITE, Linux.MAP_SHARED, fd, 0), "Mapping kvm_run");
        Run->ValidRegisters = KvmConstants.KVM_SYNC_X86_REGS;
        system.Cpuid.Apply(fd);
        var control = new KvmExtendedControl { Count = 1, Register = 0, Value = system.Cpuid.ExtendedControl };
        Linux.Check(Linux.ioctl(fd, KvmConstants.KVM_SET_XCRS, (nint)(&control)), "KVM_SET_XCRS");
    }

    public KvmRun* Run => (KvmRun*)_run;

    /// <summary>KVM_RUN. Returns 0 or the error number.</summary>
    public int Enter()
    {
        var thread = t_thread;
        if (thread == 0) t_thread = thread = Linux.gettid();
        // A full fence: either the requester sees the thread, or KVM sees immediate_exit (see RequestExit).
        Interlocked.Exchange(ref _runningThread, thread);
        var result = KvmNative.Run(Number, KvmConstants.KVM_RUN, 0);
        var error = result < 0 ? Marshal.GetLastSystemError() : 0;
        Volatile.Write(ref _runningThread, 0);
        return error;
    }

    /// <summary>
    /// Ends the run under way and all later ones until <see cref="ClearExitRequest"/>. immediate_exit covers the time before KVM_RUN
    /// looks for signals, the signal the time after. A thread that serves a host function is not disturbed.
    /// </summary>
    public void RequestExit()
    {
        Volatile.Write(ref Run->ImmediateExit, 1);
        Interlocked.MemoryBarrier();
        var thread = Volatile.Read(ref _runningThread);
        if (thread != 0) KickSignal.Send(thread);
    }

    public void ClearExitRequest() => Volatile.Write(ref Run->ImmediateExit, 0);

    /// <summary>KVM_GET_SREGS; the kernel does not sync these at each exit.</summary>
    public KvmSystemRegisters GetSystemRegisters()
    {
        KvmSystemRegisters registers;
        Linux.Check(Linux.ioctl(Number, KvmConstants.KVM_GET_SREGS, (nint)(&registers)), "KVM_GET_SREGS");
        return registers;
    }

    /// <summary>KVM_GET_XSAVE: the start of the area that XSAVE would write in its standard format.</summary>
    public void GetExtendedState(Span<byte> state)
    {
        var area = stackalloc byte[KvmConstants.XSaveAreaSize];
        Linux.Check(Linux.ioctl(Number, KvmConstants.KVM_GET_XSAVE, (nint)area), "KVM_GET_XSAVE");
        new ReadOnlySpan<byte>(area, state.Length).CopyTo(state);
    }

    protected override bool ReleaseHandle()
    {
        Linux.munmap(_run, (nuint)_runSize);
        return base.ReleaseHandle();
    }
}
