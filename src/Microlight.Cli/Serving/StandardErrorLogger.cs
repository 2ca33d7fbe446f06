using Microsoft.Extensions.Logging;

namespace Microlight.Cli.Serving;

/// <summary>What goes wrong with requests and calls, one line each on standard error; the only log that there is.</summary>
internal sealed class StandardErrorLogger : ILogger, ILoggerFactory
{
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var message = exception is null ? formatter(state, exception) : $"{formatter(state, exception).TrimEnd('.')}: {exception.Message}";
        if (logLevel >= LogLevel.Error) ErrorReport.Write(message);
        else ErrorReport.Warn(message);
    }
}
