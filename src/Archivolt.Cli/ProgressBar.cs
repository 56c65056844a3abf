using Spectre.Console;

namespace Archivolt.Cli;

/// <summary>A bar with rate and remaining time on standard error, for as long as some work takes.</summary>
internal static class ProgressBar
{
    /// <summary>Runs <paramref name="work"/>; it gets null where nobody would see a bar, otherwise it reports the bytes done so far.</summary>
    /// <param name="invocation">Whose terminal is used.</param>
    /// <param name="label">What is being done, such as a file name.</param>
    /// <param name="total">All bytes; null when their number is not known.</param>
    /// <param name="work">The work.</param>
    /// <param name="inBytes">False when something else than bytes is counted, which has no rate in bytes.</param>
    public static async Task<T> RunAsync<T>(
        Invocation invocation, string label, long? total, Func<IProgress<long>?, Task<T>> work, bool inBytes = true)
    {
        if (!invocation.ShowsProgress)
            return await work(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(invocation.Terminal.Error) });
        if (invocation.Terminal.OutIsScreen)
            invocation.Output.AboveBar = console;
        try
        {
            return await console.Progress()
                .AutoClear(true)
                .Columns([
                    new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                    .. inBytes ? [new TransferSpeedColumn()] : Array.Empty<ProgressColumn>(), new RemainingTimeColumn(),
                ])
                .StartAsync(context =>
                {
                    var bar = context.AddTask(Markup.Escape(label), maxValue: Math.Max(1, total ?? 1));
                    bar.IsIndeterminate = total is null;
                    return work(new Bytes(bar));
                });
        }
        finally
        {
            invocation.Output.AboveBar = null;
        }
    }

    // Synchronous, unlike Progress<T>, so that no report arrives after the bar is gone.
    private sealed class Bytes(ProgressTask bar) : IProgress<long>
    {
        public void Report(long value)
        {
            if (!bar.IsIndeterminate)
                bar.Value = value;
        }
    }
}
