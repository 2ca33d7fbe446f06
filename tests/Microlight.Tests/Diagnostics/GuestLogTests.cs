using Microsoft.Extensions.Logging;

namespace Microlight.Tests.Diagnostics;

/// <summary>What a guest logs reaches the host's logger, counted, with its origin, and cannot pass for something else.</summary>
public class GuestLogTests
{
    [SkippableFact]
    public void Lines_reach_the_logger_with_level_image_and_sandbox()
    {
        using var image = DiagnosticsGuest.Build();
        using var recorder = new Recorder(image.Name);
        var logger = new FakeLogger();
        using var sandbox = Sandbox.Create(image, Options(logger));
        for (var level = 0; level < 6; level++) sandbox.Call("log", level, $"line {level}");
        Assert.Equal(Enumerable.Range(0, 6).Select(level => ((LogLevel)level, $"[{image.Name} {sandbox.Id}] line {level}")), logger.Lines);
        Assert.Equal((image.Name, sandbox.Id, "line 5"), (logger.Last["Image"], logger.Last["Sandbox"], logger.Last["Line"]));
        Assert.Equal(["trace", "debug", "information", "warning", "error", "critical"], recorder.Values("microlight.guest.log_lines", "level"));
    }

    [SkippableFact]
    public void A_level_that_the_logger_does_not_want_is_counted_and_dropped()
    {
        using var image = DiagnosticsGuest.Build();
        using var recorder = new Recorder(image.Name);
        var logger = new FakeLogger { Least = LogLevel.Error };
        using var sandbox = Sandbox.Create(image, Options(logger));
        sandbox.Call("log", 3, "warning");
        sandbox.Call("log", 4, "error");
        Assert.Equal([LogLevel.Error], logger.Lines.Select(line => line.Level));
        Assert.Equal(2, recorder.Sum("microlight.guest.log_lines"));
    }

    [SkippableFact]
    public void Without_a_logger_lines_are_counted_and_dropped()
    {
        using var image = DiagnosticsGuest.Build();
        using var recorder = new Recorder(image.Name);
        using var sandbox = Sandbox.Create(image, Options(null));
        sandbox.Call("log", 2, "nobody reads this");
        Assert.Equal(1, recorder.Sum("microlight.guest.log_lines"));
    }

    [SkippableTheory]
    [InlineData("two\nlines\r\n", @"two\nlines\r\n")]
    [InlineData("\u001b[2Jgone\0", @"\u001b[2Jgone\u0000")]
    [InlineData("a\u2028b\u0085c", @"a\u2028b\u0085c")]
    [InlineData("\u202Etxt.exe\u2066", @"\u202etxt.exe\u2066")]
    [InlineData("größer, 世界 🎉, {Image}", "größer, 世界 🎉, {Image}")]
    public void A_line_stays_one_line_and_steers_no_terminal(string line, string logged)
    {
        using var image = DiagnosticsGuest.Build();
        var logger = new FakeLogger();
        using var sandbox = Sandbox.Create(image, Options(logger));
        sandbox.Call("log", 2, line);
        Assert.Equal(logged, logger.Last["Line"]);
    }

    [SkippableTheory]
    [InlineData(-1)]
    [InlineData(6)]
    [InlineData(int.MaxValue)]
    public void A_level_that_is_none_ends_the_guest(int level)
    {
        using var image = DiagnosticsGuest.Build();
        var logger = new FakeLogger();
        using var sandbox = Sandbox.Create(image, Options(logger));
        Assert.Contains($"level {level}", Assert.Throws<ProtocolViolationException>(() => sandbox.Call("log", level, "x")).Message);
        Assert.True(sandbox.IsPoisoned);
        Assert.Empty(logger.Lines);
    }

    [SkippableFact]
    public void A_registered_function_of_that_name_replaces_it()
    {
        using var image = DiagnosticsGuest.Build();
        var lines = new List<string>();
        using var sandbox = Sandbox.Create(image, new SandboxOptions
        {
            HostFunctions = new HostFunctions().Add("tick", () => { }).Add("HostLog", (int level, string line) => lines.Add($"{level} {line}")),
        });
        sandbox.Call("log", 1, "mine");
        Assert.Equal(["1 mine"], lines);
    }

    private static SandboxOptions Options(ILogger? logger) => new() { HostFunctions = new HostFunctions().Add("tick", () => { }), Logger = logger };

    private sealed class FakeLogger : ILogger
    {
        public LogLevel Least { get; init; } = LogLevel.Trace;
        public List<(LogLevel Level, string Text)> Lines { get; } = [];
        public Dictionary<string, object?> Last { get; private set; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= Least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Add((logLevel, formatter(state, exception)));
            Last = new Dictionary<string, object?>((IReadOnlyList<KeyValuePair<string, object?>>)state!);
        }
    }
}
