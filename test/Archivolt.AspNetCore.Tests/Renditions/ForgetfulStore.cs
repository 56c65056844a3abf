using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Tests.Renditions;

/// <summary>Memory that has lost a blob until something is written.</summary>
internal sealed class ForgetfulStore() : StoreLayer(new MemoryStore("default"))
{
    public string? Lost { get; set; }

    public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) =>
        key == Lost ? null : await base.StatAsync(key, cancellationToken);

    public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default) =>
        key == Lost ? throw BlobException.NotFound("default", key) : base.OpenAsync(key, range, cancellationToken);

    public override ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        Lost = null;
        return base.BeginWriteAsync(options, cancellationToken);
    }
}
