namespace Archivolt.Stores.Kit;

/// <summary>A layer's draft: what is written goes to a draft of the store below, and the layer says how that is committed.</summary>
/// <param name="inner">The draft below; owned.</param>
/// <param name="commit">Commits <paramref name="inner"/> under a key and does what else the layer does then.</param>
/// <param name="body">Where content is written instead of the inner draft's body, such as a stream that encrypts into it; owned.</param>
public sealed class LayerDraft(BlobDraft inner, Func<string, CancellationToken, ValueTask<BlobStat>> commit, Stream? body = null) : BlobDraft
{
    /// <inheritdoc/>
    protected override Stream Content => body ?? inner.Body;

    /// <inheritdoc/>
    protected override ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken) => commit(key, cancellationToken);

    /// <summary>Gives the draft below up unless it was committed.</summary>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (body is not null)
                await body.DisposeAsync();
        }
        finally
        {
            await inner.DisposeAsync();
        }
    }
}
