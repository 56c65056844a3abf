using System.CommandLine;
using Archivolt.Documents;
using Archivolt.Documents.Collection;
using Archivolt.Providers;
using Archivolt.Stores.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands.Collection;

/// <summary>
/// Base of <c>archivolt gc …</c>: which providers, and what tells what is in use, the database or an exported list. Without either it refuses.
/// </summary>
internal abstract class CollectionCommand : ArchivoltCommand
{
    private readonly ProvidersArgument _providers = new("Ids of the providers. Default: all that are collected.");

    private readonly Option<string?> _references = new("--references")
    {
        Description = "With --store: the keys that are in use, one a line, in any order, exported by the system that owns the store.",
        HelpName = "FILE",
    };

    protected CollectionCommand(string name, string description, params string[] examples) : base(name, description, examples)
    {
        Add(_providers);
        Add(_references);
    }

    /// <summary>True when the command needs no list of what is in use.</summary>
    protected virtual bool OnlyLooks => false;

    public sealed override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        using var references = ReferencesOf(invocation, cancellationToken);
        await using var services = Application.OpenCollection(invocation, references);
        if (invocation.StorePath is null)
            Application.WithDatabaseThere(services);
        await services.BlobsAsync(cancellationToken);
        var collector = services.GetRequiredService<GarbageCollector>();
        var providers = await _providers.OfAsync(invocation, services, cancellationToken, provider => OnlyLooks || collector.RefusalOf(provider) is null);
        if (references is not null)
        {
            foreach (var provider in providers)
                await ExportedReferences.RestoreAsync(references, services.GetRequiredService<ICondemnedBlobs>(), provider.Id, cancellationToken);
        }
        return await RunAsync(invocation, services, providers, cancellationToken);
    }

    protected abstract Task<ExitCode> RunAsync(
        Invocation invocation, IServiceProvider services, IReadOnlyList<BlobProvider> providers, CancellationToken cancellationToken);

    private SortedKeys? ReferencesOf(Invocation invocation, CancellationToken cancellationToken) => (invocation.StorePath, invocation.Get(_references)) switch
    {
        (null, null) => null,
        (null, _) => throw CommandException.Usage("--references is for a bare store, named by --store; otherwise the database tells what is in use."),
        (_, null) => OnlyLooks ? null : throw CommandException.Usage(
            "A bare store does not tell what is in use: add --references FILE, the keys in use, one a line, or leave --store out to ask the database."),
        (_, { } file) => File.Exists(file)
            ? SortedKeys.Read(file, cancellationToken)
            : throw CommandException.Usage($"There is no file '{file}' with references."),
    };
}

/// <summary>How blobs of a bare store that came into use again are told by its exported list.</summary>
internal static class ExportedReferences
{
    private const int BatchSize = 500;

    /// <summary>Takes back what is condemned and on the list; the database of a bare store knows no references.</summary>
    public static async Task<long> RestoreAsync(IBlobReferences references, ICondemnedBlobs condemned, string provider, CancellationToken cancellationToken)
    {
        var restored = 0L;
        var batch = new List<string>(BatchSize);
        var (blobs, keys) = (condemned.ListAsync(provider, due: false, cancellationToken), references.ListKeysAsync(provider, cancellationToken: cancellationToken));
        await foreach (var blob in KeyMerge.JoinAsync(blobs, static blob => blob.Key, keys, static key => key, cancellationToken))
        {
            if (!blob.HasLeft || !blob.HasRight)
                continue;
            batch.Add(blob.Key);
            if (batch.Count == BatchSize)
                await FlushAsync();
        }
        await FlushAsync();
        return restored;

        async Task FlushAsync()
        {
            restored += await condemned.RestoreAsync(provider, batch, cancellationToken);
            batch.Clear();
        }
    }
}
