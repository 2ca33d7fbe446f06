using Microsoft.Extensions.Logging;

namespace Microlight.Cli.Serving;

/// <summary>What goes wrong with requests, one line each on standard error.</summary>
internal sealed class StandardErrorLogger : ILogger
{
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var message = exception is null ? formatter(state, exception) : $"{formatter(state, exception)}: {exception.Message}";
        if (logLevel >= LogLevel.Error) ErrorReport.Write(message);
        else ErrorReport.Warn(message);
    }
}
