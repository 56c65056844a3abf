using System.Text;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.S3;

/// <summary>
/// Finds what writers that died left behind, by age: uploads and objects below <c>.archivolt/tmp/</c>, uploads that a note tells of, and expired
/// resumable writes. Uploads of others stay, also those below the store's prefix.
/// </summary>
internal sealed class S3Leftovers(Bucket bucket, S3Writes writes, TimeProvider clock) : ICleansTempFiles
{
    public const string TemporaryFolder = "tmp/";

    public async ValueTask<long> CleanUpAsync(CancellationToken cancellationToken = default)
    {
        var oldest = clock.GetUtcNow() - bucket.Options.AbandonedAfter;
        var temporary = bucket.Names.Own(TemporaryFolder);
        var count = await AbortAsync(temporary, isExact: false, oldest, cancellationToken);
        await foreach (var (name, found) in bucket.ListAsync(temporary, cancellationToken: cancellationToken))
        {
            if (found.Modified >= oldest)
                continue;
            await bucket.DeleteAsync(name, cancellationToken: cancellationToken);
            count++;
        }
        await foreach (var (note, found) in bucket.ListAsync(bucket.Names.Own(Bucket.UploadNotes), cancellationToken: cancellationToken))
        {
            if (found.Modified >= oldest)
                continue;
            if (await ReadAsync(note, cancellationToken) is { } name)
                count += await AbortAsync(name, isExact: true, oldest, cancellationToken);
            await bucket.DeleteAsync(note, cancellationToken: cancellationToken);
        }
        return count + await writes.CleanUpAsync(oldest, cancellationToken);
    }

    private async Task<long> AbortAsync(string prefix, bool isExact, DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        var count = 0L;
        await foreach (var upload in bucket.ListUploadsAsync(prefix, cancellationToken))
        {
            if ((isExact && upload.Key != prefix) || !(upload.Initiated?.ToUniversalTime() < oldest.UtcDateTime))
                continue;
            await bucket.AbortUploadAsync(new Upload(upload.Key, upload.UploadId, Note: null), cancellationToken);
            count++;
        }
        return count;
    }

    private async Task<string?> ReadAsync(string note, CancellationToken cancellationToken)
    {
        using var answer = await bucket.OpenAsync(note, range: null, cancellationToken: cancellationToken);
        if (answer is null || answer.ContentLength > ObjectNames.MaxLength)
            return null;
        await using var body = new ReceivedBody(answer.ResponseStream, answer, answer.ContentLength, bucket.Options.IdleTimeout, bucket.Store, key: null);
        var bytes = new byte[answer.ContentLength];
        await body.ReadExactlyAsync(bytes, cancellationToken);
        return Encoding.UTF8.GetString(bytes);
    }
}
