using Archivolt.Blobs;
using Archivolt.Nuxeo.Encryption;
using Archivolt.Stores;

namespace Archivolt.Nuxeo.Tests.Encryption;

/// <summary>Files and option strings recorded from the Nuxeo platform.</summary>
[Trait("Speed", "Slow")]
public sealed class CryptVectorTests
{
    public static TheoryData<string> Files =>
        [.. CryptVectors.All["files"]!.AsArray().Where(file => file!["file"] is not null).Select(file => file!.Text("id"))];

    public static TheoryData<string> Tampered => [.. CryptVectors.Ids("tampered")];

    public static TheoryData<string> Refused => [.. CryptVectors.All["configs"]!.AsArray()
        .Where(config => config!["initException_AESBinaryManager"] is not null).Select(config => config!.Text("id"))];

    /// <summary>Keystores that cannot be used, which the platform finds at the first blob only.</summary>
    public static TheoryData<string> Unusable => ["cfg7", "cfg8", "cfg9", "cfg10", "cfg11", "cfg17"];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_of_the_platform_gives_its_content_and_every_range(string id)
    {
        var vector = CryptVectors.Get("files", id);
        var config = CryptVectors.Get("configs", vector.Text("config"));
        var clear = Convert.FromHexString(vector.Text("plainHex"));
        var key = vector.Text("blobKey");
        // The newer class passes over options that it does not know.
        var isNewer = vector.Text("writer") == "AESBlobProvider";
        var options = NuxeoKeyOptions.Create(NuxeoKeyOptions.Split(config.Key(), isNewer ? _ => { } : NuxeoKeyOptions.Refuse, firstCounts: isNewer));
        await using var store = await StoreAsync(key, vector.StoredBytes(), options);

        (await store.GetAsync(key)).ShouldBe(clear);
        (await store.StatAsync(key))!.Value.Length.ShouldBe(clear.Length);
        foreach (var (offset, count) in new[] { (0, 1), (1, 16), (clear.Length - 1, 1), (clear.Length / 2, clear.Length) })
        {
            if (offset >= 0 && offset < clear.Length)
                (await store.GetAsync(key, ByteRange.From(offset, count))).ShouldBe(clear[offset..Math.Min(clear.Length, offset + count)]);
        }
    }

    [Theory]
    [MemberData(nameof(Tampered))]
    public async Task A_damaged_file_or_wrong_key_is_an_error_and_never_other_content(string id)
    {
        var vector = CryptVectors.Get("tampered", id);
        var original = CryptVectors.Get("files", vector.Text("from"));
        var key = original.Text("blobKey");
        var isChanged = vector["ops"]![0]![0]!.GetValue<string>() != "none";
        foreach (var read in vector["reads"]!.AsArray())
        {
            await using var store = await StoreAsync(key, vector.StoredBytes(), NuxeoKeyOptions.Parse(read!.Key()));
            // With the right password but the setting of the other cipher, the file itself says which it is.
            if (!isChanged && CryptVectors.Get("configs", original.Text("config")).Key().Replace(",useInsecureCipher=true", "", StringComparison.Ordinal)
                == read!.Key().Replace(",useInsecureCipher=true", "", StringComparison.Ordinal))
            {
                (await store.GetAsync(key)).ShouldBe(Convert.FromHexString(original.Text("plainHex")));
                continue;
            }
            (await Sample.FailsAsync(BlobError.Damaged, () => store.GetAsync(key))).Message.ShouldNotContain("testpassword");
            await Sample.FailsAsync(BlobError.Damaged, async () => await store.OpenAsync(key, ByteRange.From(0, 1)));
            (await store.StatAsync(key)).ShouldNotBeNull();
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Option_strings_that_the_platform_refuses_are_refused_with_a_sentence(string id)
    {
        var refusal = Should.Throw<BlobException>(() => NuxeoKeyOptions.Parse(CryptVectors.Get("configs", id).Key()));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldEndWith(".");
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public void A_keystore_that_cannot_be_used_is_refused_at_once(string id)
    {
        var refusal = Should.Throw<BlobException>(() =>
            new NuxeoEncrypted(new MemoryStore(), NuxeoKeyOptions.Parse(CryptVectors.Get("configs", id).Key())));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldNotContain("kspass1");
        refusal.Message.ShouldNotContain("keypass1");
    }

    private static async Task<NuxeoEncrypted> StoreAsync(string key, byte[] stored, NuxeoKeyOptions options)
    {
        var inner = new MemoryStore();
        await inner.PutAsync(key, stored);
        return new NuxeoEncrypted(inner, options);
    }
}
