using Archivolt.Stores;

namespace Archivolt.Encryption.Tests;

/// <summary>What has to be random is so in every field by itself: compared as a whole, one random field would hide a constant one.</summary>
public sealed class RandomFieldsTests
{
    private const int Times = 50;

    [Fact]
    public async Task Every_content_has_its_own_salt_and_nonce_prefix()
    {
        const int LengthAndTag = 8 + 16;
        const int Fixed = 16;
        const int Prefix = 7;
        const int Salt = 32;
        const int KeyId = 8;
        var inner = new MemoryStore();
        await using var store = await Sample.EncryptAsync(inner);
        var (salts, prefixes, keyIds) = (new HashSet<string>(), new HashSet<string>(), new HashSet<string>());
        for (var time = 0; time < Times; time++)
        {
            await store.PutAsync("blob", [1], replace: true);
            var header = (await inner.GetAsync("blob"))[..^LengthAndTag];
            prefixes.Add(Convert.ToHexString(header[^Prefix..]));
            salts.Add(Convert.ToHexString(header[^(Fixed + Salt)..^Fixed]));
            keyIds.Add(Convert.ToHexString(header[^(Fixed + Salt + KeyId)..^(Fixed + Salt)]));
        }
        (keyIds.Count, salts.Count, prefixes.Count).ShouldBe((1, Times, Times));
    }

    [Fact]
    public void Every_wrapping_has_its_own_nonce()
    {
        const int Nonce = 12;
        using var wrapping = SecretKey.Random();
        Distinct(() => KeyWrap.Wrap(wrapping, new byte[32], [])[..Nonce]).ShouldBe(Times);
    }

    [Fact]
    public void Every_key_is_another_one() => Distinct(() =>
    {
        using var key = SecretKey.Random();
        return key.Bytes.ToArray();
    }).ShouldBe(Times);

    [Fact]
    public async Task Every_password_is_stretched_with_a_salt_of_its_own()
    {
        const int Rounds = 4;
        const int Salt = 16;
        var salts = new HashSet<string>();
        for (var time = 0; time < 2; time++)
        {
            using var master = new PasswordMasterKey("the same");
            salts.Add(Convert.ToHexString((await master.WrapAsync(new byte[32], default)).AsSpan(Rounds, Salt)));
        }
        salts.Count.ShouldBe(2);
    }

    private static int Distinct(Func<byte[]> make) =>
        Enumerable.Range(0, Times).Select(_ => Convert.ToHexString(make())).Distinct(StringComparer.Ordinal).Count();
}
