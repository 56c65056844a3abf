using Microsoft.Extensions.Logging;

namespace Archivolt.Cli;

/// <summary>Shows the library's warnings on standard error, one sentence each.</summary>
internal sealed class WarningsOnError(Invocation invocation) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            invocation.Output.WriteFailure(new Failure(ExitCode.Ok, logLevel.ToString(), $"{logLevel}: {formatter(state, exception)}"));
    }

    public void Dispose() { }
}
