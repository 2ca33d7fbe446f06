using System.Globalization;
using System.Text;
using Microlight.Diagnostics;

namespace Microlight.Debugging;

/// <summary>Writes a crash report as text.</summary>
internal static class CrashReportText
{
    private const int BytesPerLine = 16;

    public static string Of(CrashReport report)
    {
        var text = new StringBuilder();
        var trap = report.Trap;
        Line(text, $"{GuestText.Short(report.Message)}");
        Line(text, $"image      {GuestText.Short(report.ImageName)} (sha256 {report.ImageHash})");
        Line(text, $"sandbox    {GuestText.Short(report.SandboxId)}, generation {report.Generation}, exit {report.Exits}, {report.Time:yyyy-MM-dd HH:mm:ss.fff}Z");
        var vector = trap.Vector >= 0 ? $", vector {trap.Vector}, error code 0x{trap.ErrorCode:x}" : "";
        var fault = trap.FaultAddress is { } address ? $", address 0x{address:x}" : "";
        Line(text, $"cause      {trap.Cause}{vector}{fault}");
        if (report.CoreDump is { } core) Line(text, $"core dump  {core}");
        if (report.CoreDumpFailure is { } failure) Line(text, $"core dump  not written: {failure}");
        text.Append("backtrace").Append('\n');
        for (var i = 0; i < trap.Backtrace.Count; i++)
            Line(text, $"  #{i,-3} 0x{trap.Backtrace[i].Address:x12} {trap.Backtrace[i]}");
        if (trap.Backtrace.Count == Unwinder.MaximumFrames) text.Append("  … (further frames are not shown)").Append('\n');
        text.Append("registers").Append('\n');
        AppendRegisters(text, trap.Registers);
        AppendBytes(text, "code", report.CodeAddress, report.Code.Span, trap.InstructionPointer);
        AppendBytes(text, "stack", report.StackAddress, report.Stack.Span, trap.Registers.Rsp);
        text.Append("memory").Append('\n');
        foreach (var range in report.Memory)
            Line(text, $"  {range.Address:x12}-{range.Address + range.Size:x12} {range.Access} {range.Name}");
        return text.ToString();
    }

    private static void AppendRegisters(StringBuilder text, in GuestRegisters r)
    {
        ReadOnlySpan<(string Name, ulong Value)> registers =
        [
            ("rax", r.Rax), ("rbx", r.Rbx), ("rcx", r.Rcx), ("rdx", r.Rdx), ("rsi", r.Rsi), ("rdi", r.Rdi), ("rbp", r.Rbp), ("rsp", r.Rsp),
            ("r8", r.R8), ("r9", r.R9), ("r10", r.R10), ("r11", r.R11), ("r12", r.R12), ("r13", r.R13), ("r14", r.R14), ("r15", r.R15),
            ("rip", r.Rip), ("rflags", r.Rflags),
        ];
        for (var i = 0; i < registers.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"  {registers[i].Name,-6} {registers[i].Value:x16}").Append(i % 4 == 3 || i == registers.Length - 1 ? "\n" : "");
    }

    /// <summary>A hexadecimal dump; the line with <paramref name="mark"/> starts with an arrow.</summary>
    private static void AppendBytes(StringBuilder text, string title, ulong address, ReadOnlySpan<byte> bytes, ulong mark)
    {
        if (bytes.IsEmpty) return;
        Line(text, $"{title}");
        for (var done = 0; done < bytes.Length; done += BytesPerLine)
        {
            var line = bytes[done..Math.Min(bytes.Length, done + BytesPerLine)];
            var start = address + (ulong)done;
            text.Append(mark - start < (ulong)line.Length ? "> " : "  ").Append(CultureInfo.InvariantCulture, $"{start:x12} ");
            foreach (var value in line) text.Append(' ').Append(value.ToString("x2", CultureInfo.InvariantCulture));
            text.Append('\n');
        }
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
