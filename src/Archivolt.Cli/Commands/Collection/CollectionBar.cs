using System.Globalization;
using Archivolt.Documents.Collection;
using Spectre.Console;

namespace Archivolt.Cli.Commands.Collection;

/// <summary>A bar with rate and remaining time on standard error while a provider is collected.</summary>
internal static class CollectionBar
{
    public static async Task<CollectionProgress> RunAsync(
        Invocation invocation, Func<IProgress<CollectionProgress>?, Task<CollectionProgress>> work)
    {
        if (!invocation.ShowsProgress)
            return await work(null);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(invocation.Terminal.Error) });
        return await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new Bar(context.AddTask("collection", maxValue: 1))));
    }

    private sealed class Bar(ProgressTask bar) : IProgress<CollectionProgress>
    {
        public void Report(CollectionProgress value)
        {
            bar.IsIndeterminate = value.Part is null;
            bar.Value = value.Part ?? 0;
            bar.Description = Markup.Escape(string.Create(
                CultureInfo.InvariantCulture, $"{value.Provider}: {value.Phase.ToString().ToLowerInvariant()}, {value.Rate ?? 0:0} blobs a second"));
        }
    }
}
