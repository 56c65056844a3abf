using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Documents.Downloads;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>A blob of a provider, of no document. Its entity tag is its digest where that is known; otherwise length and age tell its states apart.</summary>
internal sealed class ProviderContent(BlobProvider provider, BlobInfo blob, bool inline)
    : ServedContent(blob, DownloadFileName.Clean(blob.FileName) ?? DownloadFileName.Clean(blob.Key.Key) ?? "file", inline)
{
    // The age of content that never changes says only when it was last put.
    public override Validators? KnownValidators => Blob.KnownDigest is { } digest ? new Validators($"\"{digest.Hex}\"", null) : null;

    public override Validators ValidatorsOf(BlobStat stat) => KnownValidators ?? new Validators(
        string.Create(CultureInfo.InvariantCulture, $"\"{stat.Length:x}-{stat.Modified.UtcTicks:x}\""), Validators.WholeSeconds(stat.Modified));

    public override ValueTask<BlobContent> OpenAsync(ByteRange range, CancellationToken cancellationToken) =>
        provider.OpenContentAsync(Blob.Key.Key, range, cancellationToken);

    public override async ValueTask<BlobStat> StatAsync(CancellationToken cancellationToken) =>
        await provider.StatAsync(Blob.Key.Key, cancellationToken)
        ?? throw new BlobException(BlobError.NotFound, "There is no such content.", provider.Store.Traits.Name, Blob.Key.Key);
}
