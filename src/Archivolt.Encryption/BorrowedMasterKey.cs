namespace Archivolt.Encryption;

/// <summary>A master key that somebody else disposes of.</summary>
internal sealed class BorrowedMasterKey(IMasterKey key) : IMasterKey
{
    /// <inheritdoc/>
    public string Id => key.Id;

    /// <inheritdoc/>
    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
        key.WrapAsync(keys, context, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<byte[]?> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
        key.UnwrapAsync(wrapped, context, cancellationToken);

    /// <summary>Leaves the key to its owner.</summary>
    public void Dispose()
    {
    }

    /// <summary>The id, never the key.</summary>
    public override string ToString() => $"master key '{Id}'";
}
