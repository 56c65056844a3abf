using System.CommandLine;
using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt stat KEY</c></summary>
internal sealed class StatCommand : ArchivoltCommand
{
    private readonly Argument<BlobKey> _key = KeyArgument.Create();

    public StatCommand()
        : base("stat", "Show a blob's length and age, and whether it is in cold storage; exit code 1 when it is not there.",
            "archivolt stat default:5eb63bbbe01eeed093cb22bb8f5acdc3",
            "archivolt stat default:5eb63bbbe01eeed093cb22bb8f5acdc3 --json --store /srv/binaries")
        => Add(_key);

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var key = invocation.Get(_key);
        await using var services = Application.OpenToRead(invocation);
        var provider = (await services.BlobsAsync(cancellationToken)).Named(key.Provider!);
        var stat = await provider.StatAsync(key.Key, cancellationToken)
            ?? throw CommandException.NotFound($"There is no blob '{key}'.");
        var cold = provider.Ability<IColdStorage>() is { } store ? await store.GetStatusAsync(key.Key, cancellationToken) : null;
        invocation.Output.Write(BlobLine.Of(provider, stat, cold), line => line.ToString());
        return ExitCode.Ok;
    }
}
