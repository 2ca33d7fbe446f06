using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Microlight.Machine.Kvm;

/// <summary>/dev/kvm, opened once per process, with what every VM needs of it.</summary>
internal sealed class KvmSystem : FileDescriptor
{
    private const string Device = "/dev/kvm";

    private static readonly Lock s_gate = new();
    private static KvmSystem? s_instance;

    /// <summary>
    /// A VM that stays open: the first and the last VM of a host switch KVM on and off for all CPUs, which costs as much as the VM.
    /// </summary>
    private readonly KvmVm _keeper;

    private KvmSystem(int fd) : base(fd)
    {
        var version = Linux.Check(Linux.ioctl(fd, KvmConstants.KVM_GET_API_VERSION, 0), "KVM_GET_API_VERSION");
        if (version != KvmConstants.KVM_API_VERSION)
            throw new HypervisorUnavailableException($"KVM has API version {version}; Microlight needs {KvmConstants.KVM_API_VERSION}.");
        Require(KvmConstants.KVM_CAP_USER_MEMORY, 1, nameof(KvmConstants.KVM_CAP_USER_MEMORY));
        Require(KvmConstants.KVM_CAP_XCRS, 1, nameof(KvmConstants.KVM_CAP_XCRS));
        Require(KvmConstants.KVM_CAP_READONLY_MEM, 1, nameof(KvmConstants.KVM_CAP_READONLY_MEM));
        Require(KvmConstants.KVM_CAP_IMMEDIATE_EXIT, 1, nameof(KvmConstants.KVM_CAP_IMMEDIATE_EXIT));
        const ulong registers = KvmConstants.KVM_SYNC_X86_REGS | KvmConstants.KVM_SYNC_X86_SREGS;
        Require(KvmConstants.KVM_CAP_SYNC_REGS, (int)registers, nameof(KvmConstants.KVM_CAP_SYNC_REGS));
        PageScanner.ThrowUnlessAvailable();
        KickSignal.Prepare();
        RunSize = Linux.Check(Linux.ioctl(fd, KvmConstants.KVM_GET_VCPU_MMAP_SIZE, 0), "KVM_GET_VCPU_MMAP_SIZE");
        Cpuid = new KvmCpuid(fd);
        _keeper = CreateVm();
    }

    /// <summary>Bytes of a vCPU's shared structure.</summary>
    public int RunSize { get; }
    public KvmCpuid Cpuid { get; }

    /// <exception cref="HypervisorUnavailableException">KVM is not there, not permitted or too old; the message says what to do.</exception>
    public static KvmSystem Open()
    {
        lock (s_gate) return s_instance ??= OpenDevice();
    }

    public KvmVm CreateVm()
    {
        while (true)
        {
            var fd = Linux.ioctl(Number, KvmConstants.KVM_CREATE_VM, 0);
            if (fd >= 0) return new KvmVm(fd);
            // The runtime's own signals can interrupt the creation.
            if (Marshal.GetLastPInvokeError() != Linux.EINTR) throw Linux.Failed("KVM_CREATE_VM");
        }
    }

    private static KvmSystem OpenDevice()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new HypervisorUnavailableException("Microlight runs on 64-bit x86 Linux with KVM; this is something else.");
        var fd = Linux.open(Device, Linux.O_RDWR | Linux.O_CLOEXEC);
        if (fd >= 0) return OfDevice(fd);
        var error = Marshal.GetLastPInvokeError();
        throw new HypervisorUnavailableException(Explain(error, Marshal.GetPInvokeErrorMessage(error)));
    }

    /// <summary>The system behind an open file, which may turn out to be none of KVM's.</summary>
    internal static KvmSystem OfDevice(int fd)
    {
        try
        {
            return new KvmSystem(fd);
        }
        catch (Win32Exception refusal)
        {
            throw new HypervisorUnavailableException($"KVM does not work through {Device}: {refusal.Message}", refusal);
        }
    }

    internal static string Explain(int error, string message) => error switch
    {
        Linux.ENOENT or Linux.ENODEV =>
            $"There is no {Device}: load the module kvm_intel or kvm_amd, and enable virtualisation in the firmware (or nested virtualisation in the host).",
        Linux.EACCES or Linux.EPERM =>
            $"No permission to use {Device}: add your user to the group that owns it (usually 'sudo usermod -aG kvm $USER'), then log in again.",
        _ => $"Cannot open {Device}: {message}.",
    };

    private void Require(int extension, int bits, string name)
    {
        var value = Linux.Check(Linux.ioctl(Number, KvmConstants.KVM_CHECK_EXTENSION, extension), "KVM_CHECK_EXTENSION");
        if ((value & bits) != bits)
            throw new HypervisorUnavailableException($"KVM lacks {name}; Microlight needs Linux 6.7 or newer.");
    }
}
