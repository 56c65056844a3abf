using System.CommandLine;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt quarantine list [PROVIDER]</c></summary>
internal sealed class QuarantineListCommand : ArchivoltCommand
{
    private readonly Argument<string[]> _provider = new("PROVIDER") { Description = "The provider's id. Default: all.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<bool> _all = new("--all") { Description = "The cases that ended, too." };

    public QuarantineListCommand()
        : base("list", "List damaged blobs and the documents that lose them; exit code 1 when there is one.",
            "archivolt quarantine list",
            "archivolt quarantine list default --all --json")
    {
        Add(_provider);
        Add(_all);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        var provider = invocation.Get(_provider) is [var id] ? (await services.BlobsAsync(cancellationToken)).Named(id).Id : null;
        var quarantine = services.GetRequiredService<Quarantine>();
        var exitCode = ExitCode.Ok;
        await foreach (var blob in quarantine.Ledger.ListAsync(provider, invocation.Get(_all), cancellationToken))
        {
            var documents = await quarantine.DocumentsOfAsync(blob.Provider, blob.Key, cancellationToken);
            invocation.Output.Write(Line.Of(blob, documents), line => line.ToString());
            if (blob.End is null)
                exitCode = ExitCode.Finding;
        }
        return exitCode;
    }

    private sealed record Line(
        string Key, string Damage, string Detail, long Length, DateTimeOffset Found, string? Place, string? End, DateTimeOffset? Ended,
        IReadOnlyList<DamagedDocument> Documents)
    {
        public static Line Of(QuarantinedBlob blob, IReadOnlyList<DamagedDocument> documents) => new(
            new BlobKey(blob.Provider, blob.Key).ToString(), blob.Damage.ToString(), blob.Detail, blob.Length, blob.Found, blob.Place,
            blob.End?.ToString(), blob.Ended, documents);

        public override string ToString() =>
            $"{Key}\t{End ?? "open"}\t{Found.ToText()}\t{Damage}\t{Place ?? "-"}\t{string.Join(", ", Documents)}";
    }
}
