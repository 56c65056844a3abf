using Amazon.S3.Model;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>An upload in parts that go up while the next ones are filled. Disposing it aborts it unless it was completed.</summary>
internal sealed class MultipartWriter(Bucket bucket, string name, string? key, string store) : IAsyncDisposable
{
    public const int MostParts = 10_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<PartETag>> _parts = [];
    private Upload? _upload;
    private bool _isEnded;

    /// <summary>Where the object will be.</summary>
    public string Name => name;

    /// <summary>Bytes that were given so far.</summary>
    public long Length { get; private set; }

    /// <summary>Size of the next part. It doubles with every 500 parts after the first 4,000, so that content of any length fits into 10,000 parts.</summary>
    public int NextPartSize(int first) => _parts.Count < 4000 ? first : (int)Math.Min((long)first << ((_parts.Count - 3500) / 500), Math.Max(first, 1 << 30));

    /// <summary>Sends a part, which it owns then; waits while as many are on the way as may be.</summary>
    public async ValueTask SendAsync(PartBuffer part, CancellationToken cancellationToken)
    {
        if (_parts.Count == MostParts)
        {
            part.Dispose();
            throw new BlobException(BlobError.TooLarge, $"The content has more than the {MostParts} parts that an upload can have; set a larger PartSize.", store, key);
        }
        try
        {
            _upload ??= await bucket.BeginUploadAsync(name, key: key, cancellationToken: cancellationToken);
            while (_parts.Count(sent => !sent.IsCompleted) >= bucket.Options.ParallelParts)
                await Task.WhenAny(_parts.Where(sent => !sent.IsCompleted)).WaitAsync(cancellationToken);
            if (_parts.Find(sent => sent.IsFaulted) is { } failed)
                await failed;
        }
        catch
        {
            part.Dispose();
            throw;
        }
        Length += part.Length;
        _parts.Add(UploadAsync(_upload, _parts.Count + 1, part));
    }

    /// <summary>Waits until all parts have arrived.</summary>
    public Task<PartETag[]> ArriveAsync(CancellationToken cancellationToken) => Task.WhenAll(_parts).WaitAsync(cancellationToken);

    /// <summary>Makes an object of the parts; false when the condition does not hold.</summary>
    public async ValueTask<bool> CompleteAsync(WriteCondition condition, string? unchanged, CancellationToken cancellationToken)
    {
        var parts = await ArriveAsync(cancellationToken);
        return _isEnded = await bucket.CompleteUploadAsync(_upload!, parts, condition, unchanged, key, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // A part that arrives after the abort would stay.
        await ((Task)Task.WhenAll(_parts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_isEnded && _upload is { } upload)
        {
            _isEnded = true;
            await BestEffort.TryAsync(() => bucket.AbortUploadAsync(upload, CancellationToken.None));
        }
        _stop.Dispose();
    }

    private async Task<PartETag> UploadAsync(Upload upload, int number, PartBuffer part)
    {
        using (part)
        using (var content = part.Read())
            return await bucket.UploadPartAsync(upload, number, content, key, _stop.Token);
    }
}
