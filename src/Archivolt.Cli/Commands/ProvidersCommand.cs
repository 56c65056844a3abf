using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt providers</c></summary>
internal sealed class ProvidersCommand() : ArchivoltCommand(
    "providers", "List the blob providers: id, store, place, durability, how keys are made.",
    "archivolt providers",
    "archivolt providers --config production.json --json")
{
    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenToRead(invocation);
        foreach (var provider in services.Blobs().Providers)
        {
            var traits = provider.Store.Traits;
            invocation.Output.Write(
                new Line(provider.Id, traits.Name, traits.Location?.ToString(), traits.Durability, Describe(provider.Options.KeyStrategy)),
                line => $"{line.Id}\t{line.Store}\t{line.Location ?? "-"}\t{line.Durability}\t{line.Keys}");
        }
        return ExitCode.Ok;
    }

    private static string Describe(KeyStrategy strategy) => strategy switch
    {
        KeyStrategy.ByDigest digest => digest.Algorithm.Name,
        KeyStrategy.ByDocument => "document",
        KeyStrategy.Managed managed => $"managed, else {Describe(managed.Inner)}",
        _ => strategy.ToString(),
    };

    private sealed record Line(string Id, string Store, string? Location, Durability Durability, string Keys);
}
