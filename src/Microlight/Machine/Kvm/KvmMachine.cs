namespace Microlight.Machine.Kvm;

/// <summary>One VM and its vCPU on KVM.</summary>
internal sealed unsafe class KvmMachine : IVirtualMachine, IPhysicalMemory
{
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

    /// <summary>The thread itself runs the guest, inside KVM_RUN.</summary>
    public int CpuClock => Machine.CpuClock.OfCurrentThread;

    public long Exits { get; private set; }
    public long SystemCalls { get; private set; }

    public void MapMemory(ulong guestPhysical, ulong bytes, nint host, bool readOnly) => _vm.AddMemory(guestPhysical, bytes, host, readOnly);

    public void SetEntry(ulong instruction, ulong stack, ulong rdi, ulong r11, bool resetSystemState)
    {
        var run = _vcpu.Run;
        run->Registers = new KvmRegisters { Rip = instruction, Rsp = stack, Rdi = rdi, R11 = r11, Rflags = GuestFlags.Initial };
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

    /// <summary>A monitor's stub runs, and the frame that the CPU pushed is on the interrupt stack.</summary>
    public GuestException? ReadException(int vector, SandboxMemory memory)
    {
        var registers = ReadRegisters();
        var hasErrorCode = GuestException.HasErrorCode(vector);
        // Lowest address first: [error code], RIP, CS, RFLAGS, RSP, SS (Intel SDM vol. 3, 6.14.2).
        if (!memory.TryReadInterruptStack(registers.Rsp, out var frame) || frame.Length < (hasErrorCode ? 6 : 5)) return null;
        var errorCode = hasErrorCode ? frame[0] : 0;
        if (hasErrorCode) frame = frame[1..];
        return new GuestException(registers with { Rip = frame[0], Rflags = frame[2], Rsp = frame[3] }, errorCode);
    }

    public ulong ReadFaultAddress()
    {
        SystemCalls++;
        return _vcpu.GetSystemRegisters().Cr2;
    }

    public void SetRegisters(in GuestRegisters registers)
    {
        if (registers.Rip >> 47 != 0) throw new ArgumentException($"0x{registers.Rip:x} is not an address that a guest can run at.", nameof(registers));
        var run = _vcpu.Run;
        run->Registers = new KvmRegisters
        {
            Rax = registers.Rax, Rbx = registers.Rbx, Rcx = registers.Rcx, Rdx = registers.Rdx,
            Rsi = registers.Rsi, Rdi = registers.Rdi, Rsp = registers.Rsp, Rbp = registers.Rbp,
            R8 = registers.R8, R9 = registers.R9, R10 = registers.R10, R11 = registers.R11,
            R12 = registers.R12, R13 = registers.R13, R14 = registers.R14, R15 = registers.R15,
            Rip = registers.Rip, Rflags = GuestFlags.ForGuest(registers.Rflags),
        };
        run->DirtyRegisters |= KvmConstants.KVM_SYNC_X86_REGS;
        // Set already, by a clean entry that has not run yet.
        if ((run->DirtyRegisters & KvmConstants.KVM_SYNC_X86_SREGS) != 0) return;
        SystemCalls++;
        var current = _vcpu.GetSystemRegisters();
        var guest = KvmSystemRegisters.ForGuest(_pageTableRoot);
        guest.Fs = current.Fs;
        guest.Gs = current.Gs;
        guest.Cr2 = current.Cr2;
        run->SystemRegisters = guest;
        run->DirtyRegisters |= KvmConstants.KVM_SYNC_X86_SREGS;
    }

    public void ReadExtendedState(Span<byte> state)
    {
        SystemCalls++;
        _vcpu.GetExtendedState(state[..ExtendedState.Size]);
    }

    public void RequestExit() => _vcpu.RequestExit();

    public void RequestInterruption() => _vcpu.RequestExit();

    public void ClearExitRequest() => _vcpu.ClearExitRequest();

    public void Dispose()
    {
        _vcpu.Dispose();
        _vm.Dispose();
    }
}
