using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Samples.Layer;

/// <summary>Writes a line for everything that is opened, stored or deleted. A layer overrides what it changes; the rest goes to the store below.</summary>
public sealed class Logged(IBlobStore inner, TextWriter log, string prefix) : StoreLayer(inner)
{
    /// <summary>What the store below can do and stays true through this layer; every other ability is denied.</summary>
    protected override IReadOnlyList<Type> PassedAbilities => [typeof(ITouch), typeof(IQuarantine), typeof(IMirrors)];

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        var content = await Inner.OpenAsync(key, range, cancellationToken);
        await log.WriteLineAsync($"{prefix}opened {content.Length} bytes");
        return content;
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var draft = await Inner.BeginWriteAsync(options, cancellationToken);
        return new LayerDraft(draft, async (key, cancelled) =>
        {
            var stat = await draft.CommitAsync(key, cancelled);
            await log.WriteLineAsync($"{prefix}stored {stat.Length} bytes");
            return stat;
        });
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> DeleteAsync(string key, DeletionProof proof, CancellationToken cancellationToken = default)
    {
        var wasThere = await Inner.DeleteAsync(key, proof, cancellationToken);
        await log.WriteLineAsync($"{prefix}deleted {key}: {proof}");
        return wasThere;
    }
}
