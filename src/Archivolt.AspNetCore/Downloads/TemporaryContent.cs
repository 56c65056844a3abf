using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Stores;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>A temporary blob while it is fetched. It ends when all of it went out in one answer; whoever was cut off, or asks for ranges, comes again.</summary>
internal sealed class TemporaryContent(TemporaryBlobs temporary, TemporaryBlob blob, Principal owner, bool inline)
    : ServedContent(blob.Info, DownloadFileName.Clean(blob.Info.FileName) ?? "file", inline)
{
    private long _sent;
    private bool _isPart;

    public override Validators? KnownValidators => new($"\"{Blob.KnownDigest?.Hex ?? blob.Key.ToString()}\"", null);

    public override Validators ValidatorsOf(BlobStat stat) => KnownValidators!.Value;

    public override ValueTask<BlobContent> OpenAsync(ByteRange range, CancellationToken cancellationToken) => temporary.OpenAsync(blob, range, cancellationToken);

    public override ValueTask<BlobStat> StatAsync(CancellationToken cancellationToken) => ValueTask.FromResult(blob.Stat);

    public override async ValueTask BeginAsync(IReadOnlyList<ContentPart> parts, bool isPart, CancellationToken cancellationToken)
    {
        _isPart = isPart;
        await temporary.RecordAsync(owner, blob, cancellationToken);
    }

    public override void Sent(long count) => _sent += count;

    public override async Task EndAsync()
    {
        if (!_isPart && _sent == blob.Stat.Length)
            await temporary.EndAsync(blob, CancellationToken.None);
    }

    public override void SetCaching(HttpContext context) => context.Response.Headers.CacheControl = "private, no-store";
}
