using System.Collections.Concurrent;
using Archivolt.Documents;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Tests.Renditions;

/// <summary>Memory that counts how often each content is opened.</summary>
internal sealed class CountingReads() : StoreLayer(new MemoryStore("default"))
{
    private readonly ConcurrentDictionary<string, int> _reads = [];

    public int Reads(Document document) => _reads.GetValueOrDefault(((Archivolt.Blobs.BlobInfo)document.Properties.Get(PropertyPath.Parse("file:content"))!).Key.Key);

    public override ValueTask<BlobContent> OpenAsync(string key, Archivolt.Blobs.ByteRange range = default, CancellationToken cancellationToken = default)
    {
        _reads.AddOrUpdate(key, 1, (_, count) => count + 1);
        return base.OpenAsync(key, range, cancellationToken);
    }
}
