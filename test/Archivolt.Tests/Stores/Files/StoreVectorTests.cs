using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Stores.Files;

/// <summary>Existing store directories of the Nuxeo platform open in place, and what is written there is where the platform would look.</summary>
public sealed class StoreVectorTests : IDisposable
{
    // The platform wrote MD5 here although config.xml says SHA-256, because that class ignores the file. Archivolt follows the file.
    private const string DigestIgnoredByThePlatform = "blobprov-sha256-in-config-only";

    private readonly TestDirectory _directory = new();

    public static TheoryData<string> Stores => [.. StoreVector.Names.Where(name => !StoreVector.Named(name).IsRefused)];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task An_existing_store_lists_reads_and_verifies(string name)
    {
        var vector = StoreVector.Named(name);
        CopyOf(vector);
        await using var services = vector.Start(_directory["."]);
        var provider = (await services.OpenBlobsAsync())["default"];
        var listed = await KeysAsync(provider);
        listed.ShouldBe(vector.Blobs.Select(blob => blob.Key).Order(KeyOrder.Comparer));
        foreach (var blob in vector.Blobs)
        {
            (await provider.StatAsync(blob.Key)).ShouldNotBeNull().Length.ShouldBe(blob.Content.Length);
            (await ReadAsync(provider, blob.Key)).ShouldBe(blob.Content);
            (await provider.VerifyAsync(blob.Key)).Health.ShouldBe(blob.Owner is null ? BlobHealth.Sound : BlobHealth.Readable);
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_is_written_has_the_recorded_key_and_file(string name)
    {
        var vector = StoreVector.Named(name);
        var directory = _directory[vector.DirectoryName];
        Directory.CreateDirectory(directory);
        File.Copy(Path.Combine(vector.Source, "config.xml"), Path.Combine(directory, "config.xml"));
        await using var services = vector.Start(_directory["."]);
        var provider = (await services.OpenBlobsAsync())["default"];
        foreach (var blob in vector.Writes)
        {
            var written = await provider.WriteAsync(BlobSource.FromBytes(blob.Content), blob.Owner);
            if (name == DigestIgnoredByThePlatform)
            {
                written.Key.Key.ShouldBe(DigestAlgorithm.Sha256.Hash(blob.Content).Hex);
                continue;
            }
            written.Key.Key.ShouldBe(blob.Key);
            (await ReadAsync(provider, blob.Key)).ShouldBe(blob.Content);
        }
        if (name != DigestIgnoredByThePlatform)
            FilesOf(directory).ShouldBe(FilesOf(vector.Source));
        File.ReadAllBytes(Path.Combine(directory, "config.xml")).ShouldBe(File.ReadAllBytes(Path.Combine(vector.Source, "config.xml")), "never rewritten");
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Writing_again_into_an_existing_store_adds_no_file(string name)
    {
        if (name == DigestIgnoredByThePlatform)
            return;
        var vector = StoreVector.Named(name);
        CopyOf(vector);
        await using var services = vector.Start(_directory["."]);
        var provider = (await services.OpenBlobsAsync())["default"];
        foreach (var blob in vector.Writes)
            await provider.WriteAsync(BlobSource.FromBytes(blob.Content), blob.Owner);
        FilesOf(_directory[vector.DirectoryName]).ShouldBe(FilesOf(vector.Source));
    }

    [Theory]
    [InlineData("MD5", "2", "defbin-default")]
    [InlineData("sha256", "2", "defbin-sha256-d2")]
    [InlineData("SHA1", "3", "localbin-sha1-d3")]
    [InlineData("sha-512", "1", "blobprov-sha512-d1")]
    [InlineData("MD5", "0", "blobprov-md5-d0")]
    public async Task A_new_store_s_config_xml_is_the_platform_s_byte_for_byte(string digest, string depth, string same)
    {
        await using var services = FileProviders.Start(_directory["."], ("Path", "new"), ("Digest", digest), ("Depth", depth));
        (await services.OpenBlobsAsync())["default"].ShouldNotBeNull();
        File.ReadAllBytes(_directory["new/config.xml"]).ShouldBe(File.ReadAllBytes(Path.Combine(StoreVector.Named(same).Source, "config.xml")));
    }

    [Fact]
    public async Task A_digest_that_the_platform_refuses_is_refused_with_the_setting_s_name()
    {
        var refused = StoreVector.Names.Where(name => StoreVector.Named(name).IsRefused).ShouldHaveSingleItem();
        await using var services = StoreVector.Named(refused).Start(_directory["."]);
        var exception = await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync);
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain("Archivolt:Providers:default:Digest is 'SHA-999'");
        Directory.Exists(_directory[refused]).ShouldBeFalse("nothing was made");
    }

    private void CopyOf(StoreVector vector)
    {
        foreach (var file in FilesOf(vector.Source))
        {
            var copy = Path.Combine(_directory[vector.DirectoryName], file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(vector.Source, file), copy);
        }
    }

    private static IEnumerable<string> FilesOf(string directory) => Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(directory, file)).Order(StringComparer.Ordinal);

    private static async Task<List<string>> KeysAsync(BlobProvider provider)
    {
        var keys = new List<string>();
        await foreach (var blob in provider.ListAsync())
            keys.Add(blob.Key);
        return keys;
    }

    private static async Task<byte[]> ReadAsync(BlobProvider provider, string key)
    {
        await using var content = await provider.OpenAsync(key);
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
