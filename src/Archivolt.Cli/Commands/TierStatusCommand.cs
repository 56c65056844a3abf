using System.Globalization;
using Archivolt.Documents.Moves;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt tier status</c></summary>
internal sealed class TierStatusCommand() : ArchivoltCommand(
    "status", "Report how the last look at all documents went, and when the next one is due.", "archivolt tier status")
{
    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        invocation.Output.Write(await services.GetRequiredService<TieringScan>().StatusAsync(cancellationToken), Text);
        return ExitCode.Ok;
    }

    private static string Text(TieringStatus status)
    {
        var last = status.Progress switch
        {
            null => "Never looked",
            { Finished: { } finished } done => string.Create(CultureInfo.InvariantCulture,
                $"Looked at {done.Documents} documents with {done.Blobs} blobs until {finished.ToText()}, {done.Queued} belonged elsewhere"),
            var running => string.Create(CultureInfo.InvariantCulture,
                $"{(status.Node is null ? "Interrupted" : status.Node)} at {running.Documents} of {running.Total} documents, {running.Queued} blobs belong elsewhere"),
        };
        var next = status.Asked ? "asked to look now"
            : status.Next is { } due ? $"next at {due.ToText()}"
            : "no rule depends on time, so only 'archivolt tier run' looks";
        return $"{last}; {next}.";
    }
}
