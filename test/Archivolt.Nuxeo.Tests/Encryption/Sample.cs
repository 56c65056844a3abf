using Archivolt.Blobs;
using Archivolt.Nuxeo.Encryption;
using Archivolt.Stores;

namespace Archivolt.Nuxeo.Tests.Encryption;

/// <summary>Keys, content and shorthands that these tests share.</summary>
internal static class Sample
{
    public static NuxeoKeyOptions Gcm => NuxeoKeyOptions.Parse("password=mypassword");

    public static NuxeoKeyOptions Cbc => NuxeoKeyOptions.Parse("password=mypassword,useInsecureCipher=true");

    public static byte[] Content(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public static async Task<BlobStat> PutAsync(this IBlobStore store, string key, byte[] content, bool replace = false)
    {
        await using var draft = await store.BeginWriteAsync(new WriteOptions { Replace = replace });
        await draft.Body.WriteAsync(content);
        return await draft.CommitAsync(key);
    }

    public static async Task<byte[]> GetAsync(this IBlobStore store, string key, ByteRange range = default)
    {
        await using var content = await store.OpenAsync(key, range);
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public static async Task<BlobException> FailsAsync(BlobError error, Func<Task> action)
    {
        var exception = await Should.ThrowAsync<BlobException>(action);
        exception.Error.ShouldBe(error, exception.Message);
        return exception;
    }
}
