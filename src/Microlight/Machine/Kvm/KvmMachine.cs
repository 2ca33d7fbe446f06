namespace Microlight.Machine.Kvm;

/// <summary>One VM and its vCPU on KVM.</summary>
internal sealed unsafe class KvmMachine : IVirtualMachine
{
    private const ulong InitialFlags = 2; // bit 1 of RFLAGS is always set

    private readonly KvmVm _vm;
    private readonly KvmVcpu _vcpu;
    private readonly ulong _pageTableRoot;

    public KvmMachine(KvmSystem system, ulong pageTableRoot)
    {
        _pageTableRoot = pageTableRoot;
        _vm = system.CreateVm();
        try
        {
            _vcpu = _vm.CreateVcpu(system);
        }
        catch
        {
            _vm.Dispose();
            throw;
        }
    }

    public long Exits { get; private set; }
    public long SystemCalls { get; private set; }

    public void MapMemory(ulong guestPhysical, ulong bytes, nint host) => _vm.AddMemory(guestPhysical, bytes, host);

    public void SetEntry(ulong instruction, ulong stack, ulong rdi, ulong r11, bool resetSystemState)
    {
        var run = _vcpu.Run;
        run->Registers = new KvmRegisters { Rip = instruction, Rsp = stack, Rdi = rdi, R11 = r11, Rflags = InitialFlags };
        run->DirtyRegisters |= KvmConstants.KVM_SYNC_X86_REGS;
        if (!resetSystemState) return;
        run->SystemRegisters = KvmSystemRegisters.ForGuest(_pageTableRoot);
        run->DirtyRegisters |= KvmConstants.KVM_SYNC_X86_SREGS;
    }

    public MachineExit Run()
    {
        var run = _vcpu.Run;
        var error = _vcpu.Enter();
        SystemCalls++;
        if (error == 0)
        {
            Exits++;
            switch (run->ExitReason)
            {
                // Input, string and repeated output leave an operation for KVM to complete, which would write the registers of
                // whatever runs next: such a machine is given up.
                case KvmConstants.KVM_EXIT_IO when run->IoDirection == KvmConstants.KVM_EXIT_IO_OUT && run->IoCount == 1:
                    return new MachineExit(ExitKind.Port, run->IoPort);
                case KvmConstants.KVM_EXIT_SHUTDOWN:
                    return new MachineExit(ExitKind.Shutdown);
                default:
                    return new MachineExit(ExitKind.Failed, run->ExitReason);
            }
        }
        switch (error)
        {
            case Linux.EINTR:
                return new MachineExit(ExitKind.Interrupted);
            case Linux.EFAULT:
                Exits++;
                return new MachineExit(ExitKind.Uncommitted);
            default:
                return new MachineExit(ExitKind.Failed, (uint)error);
        }
    }

    public GuestRegisters ReadRegisters()
    {
        var r = _vcpu.Run->Registers;
        return new GuestRegisters(r.Rax, r.Rbx, r.Rcx, r.Rdx, r.Rsi, r.Rdi, r.Rsp, r.Rbp,
            r.R8, r.R9, r.R10, r.R11, r.R12, r.R13, r.R14, r.R15, r.Rip, r.Rflags);
    }

    public ulong ReadFaultAddress()
    {
        SystemCalls++;
        return _vcpu.GetSystemRegisters().Cr2;
    }

    public void RequestExit() => _vcpu.RequestExit();

    public void ClearExitRequest() => _vcpu.ClearExitRequest();

    public void Dispose()
    {
        _vcpu.Dispose();
        _vm.Dispose();
    }
}
