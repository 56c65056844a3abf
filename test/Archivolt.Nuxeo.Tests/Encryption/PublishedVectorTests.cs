using System.Security.Cryptography;
using System.Text;
using Archivolt.Nuxeo.Encryption;
using Archivolt.Nuxeo.Encryption.Keys;
using Archivolt.Stores;

namespace Archivolt.Nuxeo.Tests.Encryption;

/// <summary>Single values that other implementations computed.</summary>
public sealed class PublishedVectorTests
{
    [Theory]
    [InlineData("mypassword", "000102030405060708090a0b0c0d0e0f", 10_000, "858a75533b7ce8c0262af790866166b602a7bcaa3c14026c98451af35a039bc7")]
    [InlineData("pé", "00", 1, "c8c9e2a961e47c1e044237381bb2abbef2abbe3e2332cc84bbaefb00e253ad18")]
    public void Passwords_are_UTF_8_for_PBKDF2(string password, string salt, int rounds, string key) =>
        Convert.ToHexStringLower(PasswordKeys.Derive(Encoding.UTF8.GetBytes(password), Convert.FromHexString(salt), rounds)).ShouldBe(key);

    [Theory]
    [InlineData("4e5558454f4352595054010200000010000102030405060708090a0b0c0d0e0f0000000c000102030405060708090a0be4737e8c17f863ce6f6da4e44e4a8d9485c361e769af60311c924e")]
    [InlineData("4e5558454f4352595054010200000010000102030405060708090a0b0c0d0e0f00000010000102030405060708090a0b0c0d0e0f80f006d5e3ab44fc9aab77ae8397346c")]
    public async Task Both_ciphers_open_a_password_file(string file)
    {
        await using var inner = new MemoryStore();
        await inner.PutAsync("5eb63bbbe01eeed093cb22bb8f5acdc3", Convert.FromHexString(file));
        await using var store = new NuxeoEncrypted(inner, Sample.Gcm);
        (await store.GetAsync("5eb63bbbe01eeed093cb22bb8f5acdc3")).ShouldBe("hello world"u8.ToArray());
    }

    [Fact]
    public async Task A_keystore_file_opens_with_its_raw_key()
    {
        var file = Convert.FromHexString("4e5558454f435259505401010000000c000102030405060708090a0b2f67ba77aac5b574ff2df305301c56437e2377b98ef3961c271928");
        using var stored = new MemoryStream(file);
        var header = await CryptHeader.ReadAsync(stored, withPassword: false, CancellationToken.None);
        header.ToBytes().ShouldBe(file[..28]);
        (await DecryptAsync(header.InitializationVector, file[28..])).ShouldBe("hello world"u8.ToArray());
    }

    /// <summary>Initialization vectors 00, 01, … of other lengths, key 00…1f, content i × 7 for i below 100.</summary>
    [Theory]
    [InlineData(8, "4951fd79586c7b71d07c826bfe74e8504ff62e2f24c1a42a47ed7e7fa61a48648e1ddce12f805500c12f88fba43b6a57500ac8c87713af6a4b43432fa9c083e925f51a86ad6ad0e9e778cd55010fdf92a4f67ffc1af09f694502cdcaef67f7bfd95a58b35ffd44c367ddb3112a6ba8099fdaad3c")]
    [InlineData(13, "9d9a5782c978c24d71c5ff0e66e6bf43006f55e30399c771ca1fa174d8484adb033dfbd672b4ddbd6cf9854dd3aaaa6052bb25929ab11226dad9543a0d219c1dc42d7ad93a7ea299219823be551f44247b8798b92cfd8ea6d21dd3c76a5c67168873972ea01d8b0505fda8eae098833e100de58a")]
    [InlineData(16, "676bae6325c76019a5c09d6401ff4eda24c41524eb1e49e2ec91fb684a321e13889867018143dadffa36107bd50da73b0727143fe0673a00283230864580f03fd32cb5711c876d6ec7aea63b6664779debb438e9a26e15e3ee01548053359b8df84276f934cd17e58fe56b859c220c0179f16638")]
    [InlineData(60, "4ec68081a550ecc8d93e6095661586a2cae8c727bcf167bdf0bdd81912509b5ba922f47348cb0584190ffb69904a91fe24ab8dc7e8467f42c8453c4abc2435a4823331180e9c4b99f277e806d6127a8011aabc2458fe7be498d9ee3ca8864a6ff6f943be1766776db1e023bced62844cad5e8586")]
    public async Task GCM_takes_initialization_vectors_of_any_length(int length, string encrypted)
    {
        var vector = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();
        (await DecryptAsync(vector, Convert.FromHexString(encrypted))).ShouldBe(Enumerable.Range(0, 100).Select(i => unchecked((byte)(i * 7))));
    }

    [Fact]
    public async Task GCM_agrees_with_dotnet_at_every_length_around_blocks_and_pieces()
    {
        int[] lengths = [.. Enumerable.Range(0, 300), 65_535, 65_536, 65_537, 262_143, 262_144, 262_145, 600_001];
        foreach (var length in lengths)
        {
            var clear = Sample.Content(length, seed: length);
            var vector = RandomNumberGenerator.GetBytes(12);
            using var dotnet = new AesGcm(Key, 16);
            var encrypted = new byte[length + 16];
            dotnet.Encrypt(vector, clear, encrypted.AsSpan(0, length), encrypted.AsSpan(length));
            (await DecryptAsync(vector, encrypted)).AsSpan().SequenceEqual(clear).ShouldBeTrue($"{length} bytes");
        }
    }

    [Fact]
    public void The_hash_is_the_same_by_tables_and_by_multiplication()
    {
        for (var length = 0; length < 1000; length++)
        {
            var key = Sample.Content(16, seed: length);
            var data = Sample.Content(length, seed: -length - 1);
            using var table = new Ghash(key, accelerate: false);
            using var accelerated = new Ghash(key);
            table.Finish(table.Append(7, data), length).ShouldBe(accelerated.Finish(accelerated.Append(7, data), length));
        }
    }

    [Fact]
    public void The_counter_wraps_without_touching_the_rest()
    {
        using var aes = Aes.Create();
        aes.Key = Key;
        var start = (UInt128)5 << 32 | (uint.MaxValue - 1);
        var stream = new byte[48];
        new AesCounter(aes, start).Apply(0, stream, stream);
        aes.DecryptEcb(stream, PaddingMode.None).ShouldBe(Convert.FromHexString(
            "000000000000000000000005ffffffff" + "00000000000000000000000500000000" + "00000000000000000000000500000001"));
    }

    private static byte[] Key => [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static async Task<byte[]> DecryptAsync(byte[] vector, byte[] encrypted)
    {
        var aes = Aes.Create();
        aes.Key = Key;
        var header = new CryptHeader(null, vector);
        using var cipher = ContentCipher.Create(header, aes, cbc: false);
        using var stored = new MemoryStream(encrypted);
        await cipher.ProveAsync(header, stored, encrypted.Length, null, CancellationToken.None);
        var clear = new byte[cipher.ClearLength];
        for (var index = 0; (long)index * ContentCipher.PieceLength < clear.Length; index++)
        {
            var at = index * ContentCipher.PieceLength;
            cipher.TryTake(index, encrypted.AsSpan(at, cipher.LengthOf(index)), clear.AsSpan(at)).ShouldBeTrue();
        }
        return clear;
    }
}
