using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt providers</c></summary>
internal sealed class ProvidersCommand : ArchivoltCommand
{
    public ProvidersCommand()
        : base("providers", "List the blob providers: id, store, place, durability, key strategy, digest.",
            "archivolt providers",
            "archivolt providers --config production.json --json")
    {
        Add(new ProvidersCheckCommand());
        // A command above others counts as incomplete unless it has an action; what runs is RunAsync, as everywhere.
        SetAction(_ => { });
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenToRead(invocation);
        foreach (var provider in (await services.BlobsAsync(cancellationToken)).Providers)
            invocation.Output.Write(Line.Of(provider), line => line.ToString());
        return ExitCode.Ok;
    }

    private sealed record Line(string Id, string Store, string? Location, Durability Durability, string KeyStrategy, string DigestAlgorithm)
    {
        public static Line Of(BlobProvider provider)
        {
            var (traits, keys) = (provider.Store.Traits, provider.Options.KeyStrategy);
            // Without user info and query, where a connection may carry its secret.
            var location = traits.Locations is [var place, ..] ? place.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : null;
            return new Line(provider.Id, traits.Name, location, traits.Durability, keys.Name, keys.Algorithm.Name);
        }

        public override string ToString() => $"{Id}\t{Store}\t{Location ?? "-"}\t{Durability}\t{KeyStrategy}\t{DigestAlgorithm}";
    }
}
