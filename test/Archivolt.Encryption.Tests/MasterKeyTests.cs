using System.Text;
using Archivolt.Blobs;

namespace Archivolt.Encryption.Tests;

public sealed class MasterKeyTests
{
    private static readonly byte[] Keys = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];

    [Fact]
    public async Task A_key_unwraps_what_it_wrapped_in_the_same_context_only()
    {
        using var key = Sample.MasterKey();
        using var other = Sample.MasterKey(8);
        var wrapped = await key.WrapAsync(Keys, "context"u8.ToArray());
        (await key.UnwrapAsync(wrapped, "context"u8.ToArray())).ShouldBe(Keys);
        (await key.UnwrapAsync(wrapped, "another"u8.ToArray())).ShouldBeNull();
        (await other.UnwrapAsync(wrapped, "context"u8.ToArray())).ShouldBeNull();
        for (var i = 0; i < wrapped.Length; i++)
        {
            wrapped[i] ^= 0x10;
            (await key.UnwrapAsync(wrapped, "context"u8.ToArray())).ShouldBeNull();
            wrapped[i] ^= 0x10;
            (await key.UnwrapAsync(wrapped.AsMemory(0, i), "context"u8.ToArray())).ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_password_unwraps_what_it_wrapped_with_the_parameters_kept_beside_it()
    {
        byte[] wrapped;
        using (var stronger = new PasswordMasterKey("pässword", rounds: 600_001))
            wrapped = await stronger.WrapAsync(Keys, default);
        using var password = new PasswordMasterKey("pässword");
        using var wrong = new PasswordMasterKey("password");
        (await password.UnwrapAsync(wrapped, default)).ShouldBe(Keys);
        (await wrong.UnwrapAsync(wrapped, default)).ShouldBeNull();
        (await password.UnwrapAsync(wrapped.AsMemory(0, 19), default)).ShouldBeNull();
        foreach (var rounds in new uint[] { 0, 1, 599_999, uint.MaxValue })
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(wrapped, rounds);
            (await password.UnwrapAsync(wrapped, default)).ShouldBeNull($"{rounds} rounds");
        }
    }

    [Fact]
    public void A_password_has_characters_and_rounds_enough()
    {
        Should.Throw<ArgumentException>(() => new PasswordMasterKey(""));
        Should.Throw<ArgumentOutOfRangeException>(() => new PasswordMasterKey("password", rounds: 599_999));
    }

    [Theory]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("  000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F\r\n")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")]
    public async Task A_key_is_read_from_text(string text)
    {
        using var read = RawMasterKey.Parse(Encoding.ASCII.GetBytes(text), "the file");
        using var key = new RawMasterKey([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        read.Id.ShouldBe(key.Id);
        (await read.UnwrapAsync(await key.WrapAsync(Keys, default), default)).ShouldBe(Keys);
    }

    [Theory]
    [InlineData("")]
    [InlineData("secret")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1x")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYX")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8AAAA=")]
    public void What_is_no_key_is_refused_without_being_repeated(string text)
    {
        var exception = Should.Throw<BlobException>(() => RawMasterKey.Parse(Encoding.ASCII.GetBytes(text), "the file"));
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldStartWith("the file holds no master key");
        if (text.Length > 0)
            exception.Message.ShouldNotContain(text);
    }
}
