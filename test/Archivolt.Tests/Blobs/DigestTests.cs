using Archivolt.Blobs;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Tests.Blobs;

public sealed class DigestTests
{
    /// <summary>Of "abc": RFC 1321 and FIPS 180-4.</summary>
    public static TheoryData<string, string> OfAbc => new()
    {
        { "MD5", "900150983cd24fb0d6963f7d28e17f72" },
        { "SHA-1", "a9993e364706816aba3e25717850c26c9cd0d89d" },
        { "SHA-256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { "SHA-384", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7" },
        { "SHA-512", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
    };

    [Theory]
    [MemberData(nameof(OfAbc))]
    public void The_published_vectors_hold(string name, string hex)
    {
        var algorithm = DigestAlgorithm.Parse(name);
        algorithm.ToString().ShouldBe(name);
        algorithm.Hash("abc"u8).ShouldBe(new Digest(algorithm, hex));
        using var hash = algorithm.CreateHash();
        hash.AppendData("a"u8);
        hash.AppendData("bc"u8);
        Digest.Take(algorithm, hash).Hex.ShouldBe(hex);
        Digest.OfKey(hex).ShouldBe(new Digest(algorithm, hex));
        (algorithm.HexLength, algorithm.Size).ShouldBe((hex.Length, hex.Length / 2));
    }

    [Theory]
    [InlineData("md5", "MD5")]
    [InlineData("Md-5", "MD5")]
    [InlineData("SHA", "SHA-1")]
    [InlineData("sha1", "SHA-1")]
    [InlineData("SHA256", "SHA-256")]
    [InlineData(" sha-256 ", "SHA-256")]
    [InlineData("sha-512", "SHA-512")]
    public void Algorithms_are_found_in_any_spelling(string spelling, string name) => DigestAlgorithm.Parse(spelling).Name.ShouldBe(name);

    [Theory]
    [InlineData("")]
    [InlineData("SHA3-256")]
    [InlineData("CRC32")]
    public void An_unknown_algorithm_is_a_mistake_in_the_configuration(string name)
    {
        var exception = Should.Throw<BlobException>(() => DigestAlgorithm.Parse(name));
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldBe($"'{name}' is not a known digest algorithm; use one of MD5, SHA-1, SHA-256, SHA-384, SHA-512.");
        DigestAlgorithm.TryParse(null, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("900150983CD24FB0D6963F7D28E17F72")]
    [InlineData("900150983cd24fb0d6963f7d28e17f7")]
    [InlineData("900150983cd24fb0d6963f7d28e17f72-0")]
    [InlineData("g00150983cd24fb0d6963f7d28e17f72")]
    [InlineData("dead")]
    [InlineData("")]
    public void Other_keys_spell_no_digest(string key)
    {
        Digest.OfKey(key).ShouldBeNull();
        Should.Throw<FormatException>(() => new Digest(DigestAlgorithm.Md5, key));
    }

    [Theory]
    [InlineData("ba7816bf")]
    [InlineData(":ba7816bf")]
    [InlineData("sha-256:ba7816bf")]
    [InlineData("sha-999:ba7816bf")]
    public void What_describes_no_digest_is_refused(string text) => Should.Throw<FormatException>(() => Digest.Parse(text));

    [Fact]
    public void Every_digest_survives_its_text_forms()
    {
        var digests = from algorithm in Gen.Elements(DigestAlgorithm.All.ToArray())
                      from content in Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf()
                      select algorithm.Hash(content);
        Prop.ForAll(digests.ToArbitrary(), digest =>
            Digest.Parse(digest.ToString()) == digest
            && Digest.OfKey(digest.Hex) == digest
            && Convert.ToHexStringLower(Convert.FromBase64String(digest.ToBase64())) == digest.Hex).QuickCheckThrowOnFailure();
    }
}
