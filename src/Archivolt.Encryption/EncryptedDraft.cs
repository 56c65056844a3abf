using Archivolt.Stores;

namespace Archivolt.Encryption;

/// <summary>A draft whose inner draft only ever sees encrypted bytes.</summary>
internal sealed class EncryptedDraft(Encrypted store, BlobDraft inner, EncryptedFormat content, int sealLength, bool proves) : BlobDraft
{
    private readonly EncryptingStream _body = new(inner.Body, content, sealLength, proves);

    public override Stream Body => _body;

    public override async ValueTask<BlobStat> CommitAsync(string key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        store.CheckKey(key);
        await _body.SealAsync(key, cancellationToken);
        return store.Clear(await inner.CommitAsync(key, cancellationToken));
    }

    public override async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        await inner.DisposeAsync();
    }
}
