using Archivolt.Stores;

namespace Archivolt.Sql;

/// <summary>Whole contents in one call.</summary>
internal static class Contents
{
    public static async Task<BlobStat> PutAsync(this IBlobStore store, string key, byte[] content)
    {
        await using var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(content);
        return await draft.CommitAsync(key);
    }

    public static async Task<byte[]> GetAsync(this IBlobStore store, string key)
    {
        await using var content = await store.OpenAsync(key);
        using var read = new MemoryStream();
        await content.Body.CopyToAsync(read);
        return read.ToArray();
    }
}
