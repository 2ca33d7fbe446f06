using Iced.Intel;
using Microlight.Abi;
using Microlight.Wasm.Cil;
using static Iced.Intel.AssemblerRegisters;

namespace Microlight.Wasm.Compilation;

/// <summary>
/// The machine code that no compiler writes: port writes, the probes and runtime entries that ilc expects, and moving bytes. System V
/// calling convention; RhpStackProbe has one of its own.
/// </summary>
internal static class GuestStubs
{
    /// <summary>Moves RDX bytes from RSI to RDI, which may overlap.</summary>
    public const string MemoryMove = "ml_memmove";
    /// <summary>Sets RDX bytes at RDI to SIL.</summary>
    public const string MemorySet = "ml_memset";

    /// <summary>What ilc puts before the names of the runtime's functions.</summary>
    private const string RuntimePrefix = "Microlight_Guest_Wasm_Microlight_Guest_Wasm_";

    /// <summary>Functions that carry out an instruction, by the instruction's name.</summary>
    private static readonly (string Symbol, string Name)[] s_helpers =
    [
        (RuntimePrefix + "Memory__Grow", "memory.grow"), (RuntimePrefix + "Memory__Copy", "memory.copy"), (RuntimePrefix + "Memory__Fill", "memory.fill"),
        (RuntimePrefix + "Memory__Init", "memory.init"), (RuntimePrefix + "Memory__Wait", "memory.atomic.wait"), (RuntimePrefix + "Table__Get", "table.get"), (RuntimePrefix + "Table__Set", "table.set"),
        (RuntimePrefix + "Table__Grow", "table.grow"), (RuntimePrefix + "Table__Fill", "table.fill"), (RuntimePrefix + "Table__Copy", "table.copy"),
        (RuntimePrefix + "Table__Init", "table.init"), (MemoryMove, "memory.copy"), (MemorySet, "memory.fill"),
    ];

    /// <summary>From this length on <c>rep movsb</c> beats a loop of 32-byte moves (fast-string operation, Intel Optimization Manual 3.7.6).</summary>
    private const int StringMoveThreshold = 2048;

    /// <summary>Adds what a WebAssembly program needs.</summary>
    public static void AddTo(ObjectLinker linker)
    {
        var stubs = new StubSection(linker);
        AddShared(stubs);
        stubs.Add(RuntimeContract.WaitSymbol, a => Port(a, Ports.Wait));
        stubs.Add(RuntimeContract.HostCallSymbol, a => Port(a, Ports.HostCall));
        stubs.Add(RuntimeContract.SaveRegistersSymbol, SaveRegisters);
        // A CIL throw: the lowering has none, so reaching one is a bug of ours.
        stubs.Add("RhpThrowEx", a => { a.mov(edi, (int)WasmTrapKind.Unknown); Trap(a); });
        stubs.AddUnwind();
    }

    /// <summary>Adds what every guest compiled by ilc needs.</summary>
    public static void AddShared(StubSection stubs)
    {
        stubs.Add(RuntimeContract.TrapSymbol, Trap);
        stubs.Add(RuntimeContract.MemoryGrowSymbol, a => Port(a, Ports.MemoryGrow));
        stubs.Add("RhpStackProbe", StackProbe);
        // Around ilc's module start-up, which nothing calls.
        stubs.Add("RhpReversePInvoke", a => a.ret());
        stubs.Add("RhpReversePInvokeReturn", a => a.ret());
        stubs.Add(MemoryMove, Move);
        stubs.Add(MemorySet, Set);
        stubs.Alias("memmove", MemoryMove);
        stubs.Alias("memcpy", MemoryMove);
        stubs.Alias("memset", MemorySet);
        stubs.Alias("RhSpanHelpers_MemCopy", MemoryMove);
        stubs.Alias("RhSpanHelpers_MemSet", MemorySet);
        stubs.Add("RhSpanHelpers_MemZero", a => { a.mov(rdx, rsi); a.xor(esi, esi); Set(a); });
    }

    /// <summary>Whether a name is that of an instruction that a function carries out, and not a WebAssembly function's (unless a module calls its function so).</summary>
    public static bool IsHelperName(string name) => Array.Exists(s_helpers, helper => helper.Name == name);

    /// <summary>Names for backtraces: bulk instructions by their Wasm names, the rest is the generator's.</summary>
    public static void AddNames(ObjectLinker linker, ImageWriter writer)
    {
        foreach (var (symbol, name) in s_helpers) Add(symbol, name);
        foreach (var symbol in (ReadOnlySpan<string>)[RuntimeContract.TrapSymbol, RuntimeContract.HostCallSymbol, RuntimeContract.MemoryGrowSymbol, "RhpStackProbe", "RhpThrowEx"])
            Label(symbol, symbol);
        Label(RuntimePrefix + "Table__" + RuntimeContract.TableIndirectCallTrap, "call_indirect.trap");

        void Label(string symbol, string name)
        {
            if (linker.Symbol(symbol) is { IsDefined: true } stub) writer.AddLabel(name, stub.Address, stub.Size, isCode: true);
        }

        void Add(string symbol, string name)
        {
            if (linker.Symbol(symbol) is { IsDefined: true } function) writer.AddFunction(name, function.Address, function.Size, isOwn: false);
        }
    }

    private static void Trap(Assembler a)
    {
        a.mov(eax, edi);
        a.@out(Ports.Abort, al);
        // The host never comes back here; should it, end in #UD rather than in the next function.
        a.ud2();
    }

    /// <summary>What functions keep for their callers, to [RDI].</summary>
    private static void SaveRegisters(Assembler a)
    {
        AssemblerRegister64[] registers = [rbx, rbp, r12, r13, r14, r15];
        for (var i = 0; i < registers.Length; i++) a.mov(__qword_ptr[rdi + 8 * i], registers[i]);
        a.ret();
    }

    private static void Port(Assembler a, byte port)
    {
        a.@out(port, al);
        a.ret();
    }

    /// <summary>Touches every page from RSP down to the address in R11, so that a big frame cannot step over the guard page.</summary>
    private static void StackProbe(Assembler a)
    {
        var loop = a.CreateLabel();
        a.lea(rax, __[rsp - 4096]);
        a.or(rax, 4095);
        a.Label(ref loop);
        a.sub(rax, 4096);
        a.test(__dword_ptr[rax], eax);
        a.cmp(r11, rax);
        a.jl(loop);
        a.ret();
    }

    /// <summary>
    /// memmove: up to 64 bytes by overlapping loads before any store; more in 32-byte steps, from whichever end is safe; very long
    /// disjoint ones by <c>rep movsb</c>. Uses SSE2 only, so it suits every instruction set.
    /// </summary>
    private static void Move(Assembler a)
    {
        Label over16 = a.CreateLabel(), over32 = a.CreateLabel(), over64 = a.CreateLabel(), under8 = a.CreateLabel(), under4 = a.CreateLabel(),
            one = a.CreateLabel(), done = a.CreateLabel(), backward = a.CreateLabel(), forward = a.CreateLabel(), down = a.CreateLabel(), bulk = a.CreateLabel();
        a.cmp(rdx, 16);
        a.ja(over16);
        a.cmp(rdx, 8);
        a.jb(under8);
        a.mov(rax, __qword_ptr[rsi]);
        a.mov(rcx, __qword_ptr[rsi + rdx - 8]);
        a.mov(__qword_ptr[rdi], rax);
        a.mov(__qword_ptr[rdi + rdx - 8], rcx);
        a.ret();
        a.Label(ref under8);
        a.cmp(rdx, 4);
        a.jb(under4);
        a.mov(eax, __dword_ptr[rsi]);
        a.mov(ecx, __dword_ptr[rsi + rdx - 4]);
        a.mov(__dword_ptr[rdi], eax);
        a.mov(__dword_ptr[rdi + rdx - 4], ecx);
        a.ret();
        a.Label(ref under4);
        a.cmp(rdx, 1);
        a.jb(done);
        a.je(one);
        a.movzx(eax, __word_ptr[rsi]);
        a.movzx(ecx, __byte_ptr[rsi + rdx - 1]);
        a.mov(__word_ptr[rdi], ax);
        a.mov(__byte_ptr[rdi + rdx - 1], cl);
        a.ret();
        a.Label(ref one);
        a.movzx(eax, __byte_ptr[rsi]);
        a.mov(__byte_ptr[rdi], al);
        a.Label(ref done);
        a.ret();

        a.Label(ref over16);
        a.cmp(rdx, 32);
        a.ja(over32);
        a.movdqu(xmm0, __xmmword_ptr[rsi]);
        a.movdqu(xmm1, __xmmword_ptr[rsi + rdx - 16]);
        a.movdqu(__xmmword_ptr[rdi], xmm0);
        a.movdqu(__xmmword_ptr[rdi + rdx - 16], xmm1);
        a.ret();

        a.Label(ref over32);
        a.cmp(rdx, 64);
        a.ja(over64);
        a.movdqu(xmm0, __xmmword_ptr[rsi]);
        a.movdqu(xmm1, __xmmword_ptr[rsi + 16]);
        a.movdqu(xmm2, __xmmword_ptr[rsi + rdx - 32]);
        a.movdqu(xmm3, __xmmword_ptr[rsi + rdx - 16]);
        a.movdqu(__xmmword_ptr[rdi], xmm0);
        a.movdqu(__xmmword_ptr[rdi + 16], xmm1);
        a.movdqu(__xmmword_ptr[rdi + rdx - 32], xmm2);
        a.movdqu(__xmmword_ptr[rdi + rdx - 16], xmm3);
        a.ret();

        a.Label(ref over64);
        a.mov(rax, rdi);
        a.sub(rax, rsi);
        a.cmp(rax, rdx);            // unsigned: the destination starts inside the source
        a.jb(backward);
        a.cmp(rdx, StringMoveThreshold);
        a.jae(bulk);
        // Forward: the last 32 bytes are read first, because the loop may overwrite them.
        a.movdqu(xmm2, __xmmword_ptr[rsi + rdx - 32]);
        a.movdqu(xmm3, __xmmword_ptr[rsi + rdx - 16]);
        a.lea(rcx, __[rdi + rdx - 32]);
        a.Label(ref forward);
        a.movdqu(xmm0, __xmmword_ptr[rsi]);
        a.movdqu(xmm1, __xmmword_ptr[rsi + 16]);
        a.movdqu(__xmmword_ptr[rdi], xmm0);
        a.movdqu(__xmmword_ptr[rdi + 16], xmm1);
        a.add(rsi, 32);
        a.add(rdi, 32);
        a.cmp(rdi, rcx);
        a.jb(forward);
        a.movdqu(__xmmword_ptr[rcx], xmm2);
        a.movdqu(__xmmword_ptr[rcx + 16], xmm3);
        a.ret();

        a.Label(ref bulk);
        a.mov(rcx, rdx);
        a.rep.movsb();
        a.ret();

        a.Label(ref backward);
        a.movdqu(xmm2, __xmmword_ptr[rsi]);
        a.movdqu(xmm3, __xmmword_ptr[rsi + 16]);
        a.Label(ref down);
        a.movdqu(xmm0, __xmmword_ptr[rsi + rdx - 16]);
        a.movdqu(xmm1, __xmmword_ptr[rsi + rdx - 32]);
        a.movdqu(__xmmword_ptr[rdi + rdx - 16], xmm0);
        a.movdqu(__xmmword_ptr[rdi + rdx - 32], xmm1);
        a.sub(rdx, 32);
        a.cmp(rdx, 32);
        a.ja(down);
        a.movdqu(__xmmword_ptr[rdi], xmm2);
        a.movdqu(__xmmword_ptr[rdi + 16], xmm3);
        a.ret();
    }

    /// <summary>memset: overlapping stores up to 32 bytes, <c>rep stosb</c> from 512, 32-byte steps between.</summary>
    private static void Set(Assembler a)
    {
        Label over16 = a.CreateLabel(), over32 = a.CreateLabel(), under8 = a.CreateLabel(), under4 = a.CreateLabel(), done = a.CreateLabel(),
            bulk = a.CreateLabel(), loop = a.CreateLabel();
        a.movzx(eax, sil);
        a.mov(rcx, 0x0101010101010101);
        a.imul(rax, rcx);
        a.cmp(rdx, 16);
        a.ja(over16);
        a.cmp(rdx, 8);
        a.jb(under8);
        a.mov(__qword_ptr[rdi], rax);
        a.mov(__qword_ptr[rdi + rdx - 8], rax);
        a.ret();
        a.Label(ref under8);
        a.cmp(rdx, 4);
        a.jb(under4);
        a.mov(__dword_ptr[rdi], eax);
        a.mov(__dword_ptr[rdi + rdx - 4], eax);
        a.ret();
        a.Label(ref under4);
        a.test(rdx, rdx);
        a.je(done);
        a.mov(__byte_ptr[rdi], al);
        a.mov(__byte_ptr[rdi + rdx - 1], al);
        a.shr(rdx, 1);
        a.mov(__byte_ptr[rdi + rdx], al);
        a.Label(ref done);
        a.ret();

        a.Label(ref over16);
        a.movq(xmm0, rax);
        a.punpcklqdq(xmm0, xmm0);
        a.cmp(rdx, 32);
        a.ja(over32);
        a.movdqu(__xmmword_ptr[rdi], xmm0);
        a.movdqu(__xmmword_ptr[rdi + rdx - 16], xmm0);
        a.ret();
        a.Label(ref over32);
        a.cmp(rdx, 512);
        a.jae(bulk);
        a.lea(rcx, __[rdi + rdx - 32]);
        a.Label(ref loop);
        a.movdqu(__xmmword_ptr[rdi], xmm0);
        a.movdqu(__xmmword_ptr[rdi + 16], xmm0);
        a.add(rdi, 32);
        a.cmp(rdi, rcx);
        a.jb(loop);
        a.movdqu(__xmmword_ptr[rcx], xmm0);
        a.movdqu(__xmmword_ptr[rcx + 16], xmm0);
        a.ret();
        a.Label(ref bulk);
        a.mov(rcx, rdx);
        a.rep.stosb();
        a.ret();
    }
}
