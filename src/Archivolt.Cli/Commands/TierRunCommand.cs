using System.Globalization;
using Archivolt.Documents.Moves;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt tier run</c></summary>
internal sealed class TierRunCommand : ArchivoltCommand
{
    public TierRunCommand()
        : base("run", "Look at all documents and note every blob that is not where the rules want it, as a move.",
            "archivolt tier run", "archivolt tier run && archivolt moves run")
    {
        Note = "A running server then makes the moves; without one, 'archivolt moves run' does. Interrupted, the next look goes on where this one was.";
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        await services.BlobsAsync(cancellationToken);
        var scan = services.GetRequiredService<TieringScan>();
        var total = await TotalAsync(services, cancellationToken);
        var done = await ProgressBar.RunAsync(
            invocation, "documents", total, bar => scan.RunAsync(bar.Of<TieringProgress>(done => done.Documents), cancellationToken));
        if (done is null)
            throw CommandException.Usage("A server is looking already; see 'archivolt tier status'.");
        invocation.Output.Write(new { done.Documents, done.Blobs, done.Queued, done.Bytes }, _ => string.Create(
            CultureInfo.InvariantCulture, $"{done.Documents} documents, {done.Blobs} blobs: {done.Queued} belong elsewhere, {done.Bytes} bytes."));
        return ExitCode.Ok;
    }

    private static async Task<long> TotalAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var documents = services.GetRequiredService<Documents.IDocumentStore>();
        var total = 0L;
        foreach (var repository in documents.Repositories)
            total += await documents.CountAsync(repository, cancellationToken);
        return total;
    }
}
