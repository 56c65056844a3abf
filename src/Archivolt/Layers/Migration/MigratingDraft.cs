using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers.Migration;

/// <summary>A write into one of the two stores of a migration that leaves both of them right.</summary>
internal sealed class MigratingDraft(Migrating layer, IBlobStore into, BlobDraft inner, WriteOptions options) : BlobDraft
{
    public override Stream Body => inner.Body;

    public override async ValueTask<BlobStat> CommitAsync(string key, CancellationToken cancellationToken = default)
    {
        into.Traits.CheckKey(key);
        var other = layer.Other(into);
        using var held = await layer.LockAsync(key, cancellationToken);
        var elsewhere = await Migrating.FindAsync(other, key, cancellationToken) is not null;
        // Content that has the key keeps it, wherever it is.
        if (elsewhere && !options.Replace && await into.StatAsync(key, cancellationToken) is null)
            await BlobCopy.MakeAsync(other, into, key, cancellationToken: cancellationToken);
        var stat = await inner.CommitAsync(key, cancellationToken);
        if (elsewhere && options.Replace && other.Traits.CanWrite)
            await other.DeleteAsync(key, DeletionProof.Replaced(layer.Traits.Name), cancellationToken);
        // The migration turned round while this was written: it is to be where everything is to be now.
        if (!ReferenceEquals(await layer.WriteTargetAsync(cancellationToken), into))
            await BlobCopy.MakeAsync(into, other, key, replace: options.Replace, cancellationToken: cancellationToken);
        return stat;
    }

    public override ValueTask DisposeAsync() => inner.DisposeAsync();
}
