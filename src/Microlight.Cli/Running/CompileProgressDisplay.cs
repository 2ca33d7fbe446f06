using Microlight.Wasm;
using Spectre.Console;

namespace Microlight.Cli.Running;

/// <summary>
/// Shows the progress of a compilation on standard error: only on a terminal, and only if it takes longer than a moment. Nothing of
/// Spectre.Console is loaded otherwise.
/// </summary>
internal static class CompileProgressDisplay
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);

    public static T While<T>(Func<IProgress<CompileProgress>?, T> compile)
    {
        if (Console.IsErrorRedirected) return compile(null);
        var latest = new Latest();
        var task = Task.Run(() => compile(latest));
        if (!Finished(task, Moment)) Show(task, latest);
        return task.GetAwaiter().GetResult();
    }

    private static void Show(Task task, Latest latest)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        console.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask("Compiling", maxValue: 1);
                do
                {
                    var (stage, fraction) = latest.Value;
                    bar.Description = Markup.Escape(stage);
                    bar.Value = fraction;
                }
                while (!Finished(task, Refresh));
            });
    }

    /// <summary>Waits without throwing what the task threw.</summary>
    private static bool Finished(Task task, TimeSpan patience) => Task.WaitAny([task], patience) == 0;

    /// <summary>Keeps the last report; a reference, so that stage and fraction belong together.</summary>
    private sealed class Latest : IProgress<CompileProgress>
    {
        private volatile Tuple<string, double> _value = Tuple.Create("Compiling", 0d);

        public (string Stage, double Fraction) Value => (_value.Item1, _value.Item2);

        public void Report(CompileProgress value) => _value = Tuple.Create(value.Stage, value.Fraction);
    }
}
