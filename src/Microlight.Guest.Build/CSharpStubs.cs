using Iced.Intel;
using Microlight.Abi;
using Microlight.Wasm.Compilation;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Guest.Build;

/// <summary>
/// The machine code that a guest in C# needs beyond what every guest needs: write barriers, calls through interfaces, host calls. System V
/// calling convention; the barriers and dispatch stubs have those of RyuJIT (dotnet/runtime, jit/targetamd64.h).
/// </summary>
internal static class CSharpStubs
{
    /// <summary>Upper halves of addresses in the call arena (guest/csharp, Heap.cs) and in the system area.</summary>
    private const int CallArenaHigh = (int)(GuestHeapLayout.CallStart >> 32), SystemHigh = (int)(GuestLayout.SystemBase >> 32);
    private const int ImageLow = (int)(GuestLayout.ImageBase & 0xffff_ffff);
    private const int VectorArguments = 8, VectorSize = 16;

    /// <param name="imports">Symbols to call for the host functions 0, 1, ….</param>
    /// <param name="initializers">Symbols of functions to call once.</param>
    public static void AddTo(ObjectLinker linker, IReadOnlyList<string> imports, IReadOnlyList<string> initializers)
    {
        var stubs = new StubSection(linker);
        GuestStubs.AddShared(stubs);
        stubs.AddCalling("RhpAssignRef", AssignReference, "ml_dangling", null);
        stubs.Alias("RhpCheckedAssignRef", "RhpAssignRef");
        stubs.Add("ml_dispatch_cached", DispatchCached);
        for (var i = 0; i < imports.Count; i++)
        {
            var number = i;
            stubs.Add(imports[i], a => HostCall(a, number));
        }
        stubs.AddUnwind();

        var framed = new StubSection(linker);
        framed.AddCalling("RhpByRefAssignRef", BeforeDanglingCopy, "ml_dangling", AfterDanglingCopy);
        framed.AddCalling("RhpInitialDynamicInterfaceDispatch", BeforeResolve, "ml_dispatch_resolve", AfterResolve);
        framed.AddUnwind(framed: true);

        var table = linker.Add(new LinkSection(".rodata.initializers", SectionKind.ReadOnly, 8));
        linker.Symbol("ml_initializers").Define(table, 0);
        foreach (var initializer in initializers) table.AppendPointer(linker.Symbol(initializer));
        table.AppendU64(0);

        // What functions with buffers on the stack compare; nothing in a guest has to be guarded from an earlier call's leftovers.
        var cookie = linker.Add(new LinkSection(".rodata.cookie", SectionKind.ReadOnly, 8));
        linker.Symbol("__security_cookie").Define(cookie, 0, 8);
        cookie.AppendU64(0x5c3d_9a71_e06b_4f82);
    }

    /// <summary>
    /// Stores RSI at [RDI] unless RSI is an object of the call arena and RDI lies in something that outlives the call: the permanent arena
    /// or the image. Ends where the jump to ml_dangling(RDI, RSI) goes.
    /// </summary>
    private static void AssignReference(Assembler a)
    {
        Label store = a.CreateLabel(), check = a.CreateLabel(), slow = a.CreateLabel();
        a.mov(rax, rsi);
        a.shr(rax, 32);
        a.cmp(eax, CallArenaHigh);
        a.je(check);
        a.Label(ref store);
        a.mov(__[rdi], rsi);
        a.ret();
        a.Label(ref check);
        CheckDestination(a, store, slow);
        a.Label(ref slow);
        a.nop();
    }

    /// <summary>Goes to <paramref name="store"/> if RDI is in the call arena or on the stack.</summary>
    private static void CheckDestination(Assembler a, Label store, Label slow)
    {
        a.mov(rax, rdi);
        a.shr(rax, 32);
        a.cmp(eax, CallArenaHigh);
        a.je(store);
        a.cmp(eax, SystemHigh);
        a.jne(slow);
        a.cmp(edi, ImageLow);
        a.jb(store);
    }

    /// <summary>Copies the reference at [RSI] to [RDI] as above and moves both on; only a dangling one gets to the call.</summary>
    private static void BeforeDanglingCopy(Assembler a)
    {
        Label store = a.CreateLabel(), check = a.CreateLabel(), slow = a.CreateLabel();
        a.mov(rcx, __[rsi]);
        a.mov(rax, rcx);
        a.shr(rax, 32);
        a.cmp(eax, CallArenaHigh);
        a.je(check);
        a.Label(ref store);
        a.mov(__[rdi], rcx);
        a.add(rdi, 8);
        a.add(rsi, 8);
        a.ret();
        a.Label(ref check);
        CheckDestination(a, store, slow);
        a.Label(ref slow);
        a.push(rbp);
        a.mov(rbp, rsp);
        a.push(rdi);
        a.push(rsi);
        a.mov(rsi, rcx);
    }

    private static void AfterDanglingCopy(Assembler a)
    {
        a.pop(rsi);
        a.pop(rdi);
        a.pop(rbp);
        a.add(rdi, 8);
        a.add(rsi, 8);
        a.ret();
    }

    /// <summary>R11 is the cell, RDI the object; the cell's record (guest/csharp, InterfaceDispatch.cs) starts with type and method.</summary>
    private static void DispatchCached(Assembler a)
    {
        var miss = a.CreateLabel();
        a.mov(r10, __[r11 + 8]);
        a.mov(rax, __[rdi]);
        a.cmp(rax, __[r10]);
        a.jne(miss);
        a.jmp(__qword_ptr[r10 + 8]);
        a.Label(ref miss);
        a.jmp(__qword_ptr[r10 + 24]);
    }

    /// <summary>Keeps all arguments around the call ml_dispatch_resolve(object, cell), then goes where it says.</summary>
    private static void BeforeResolve(Assembler a)
    {
        a.push(rbp);
        a.mov(rbp, rsp);
        foreach (var register in s_arguments) a.push(register);
        a.sub(rsp, VectorArguments * VectorSize);
        for (var i = 0; i < VectorArguments; i++) a.movups(__xmmword_ptr[rsp + i * VectorSize], s_vectorArguments[i]);
        a.mov(rsi, r11);
    }

    private static void AfterResolve(Assembler a)
    {
        for (var i = 0; i < VectorArguments; i++) a.movups(s_vectorArguments[i], __xmmword_ptr[rsp + i * VectorSize]);
        a.add(rsp, VectorArguments * VectorSize);
        foreach (var register in s_arguments.Reverse()) a.pop(register);
        a.pop(rbp);
        a.jmp(rax);
    }

    private static readonly AssemblerRegister64[] s_arguments = [rdi, rsi, rdx, rcx, r8, r9];
    private static readonly AssemblerRegisterXMM[] s_vectorArguments = [xmm0, xmm1, xmm2, xmm3, xmm4, xmm5, xmm6, xmm7];

    private static void HostCall(Assembler a, int number)
    {
        a.mov(rax, GuestLayout.Mailbox + MailboxLayout.HostCallImport);
        a.mov(__dword_ptr[rax], number);
        a.@out(Ports.HostCall, al);
        a.ret();
    }
}
