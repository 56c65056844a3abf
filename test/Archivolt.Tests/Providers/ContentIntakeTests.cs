using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Tests.Providers;

public sealed class ContentIntakeTests
{
    public static TheoryData<int> Lengths =>
        [0, 1, 4096, ContentIntake.BlockSize - 1, ContentIntake.BlockSize, ContentIntake.BlockSize + 1, (2 * ContentIntake.BlockSize) + 5, 5_000_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task One_pass_copies_counts_and_hashes(int length)
    {
        var content = Content(length);
        var random = new Random(length);
        foreach (var amount in new Func<int>[] { () => int.MaxValue, () => random.Next(1, 100_000), () => 4093 })
        {
            var (written, intake) = await TakeAsync(content, amount);
            written.AsSpan().SequenceEqual(content).ShouldBeTrue();
            intake.Length.ShouldBe(length);
            intake.Digest.ShouldBe(DigestAlgorithm.Sha256.Hash(content));
            intake.DigestBy(DigestAlgorithm.Md5).ShouldBe(DigestAlgorithm.Md5.Hash(content));
            intake.FirstBytes.ToArray().ShouldBe(content[..Math.Min(length, 4096)]);
            intake.IsComplete.ShouldBe(length < ContentIntake.BlockSize);
        }
    }

    [Fact]
    public async Task One_byte_at_a_time_is_the_same_content()
    {
        var content = Content(ContentIntake.BlockSize + 3);
        var (written, intake) = await TakeAsync(content, () => 1);
        written.AsSpan().SequenceEqual(content).ShouldBeTrue();
        intake.Digest.ShouldBe(DigestAlgorithm.Sha256.Hash(content));
    }

    [Fact]
    public async Task What_fits_one_block_is_hashed_before_anything_is_written()
    {
        using var intake = new ContentIntake(new MemoryStream(Content(1000)), DigestAlgorithm.Sha1);
        await intake.ReadFirstBlockAsync(CancellationToken.None);
        intake.Digest.ShouldBe(DigestAlgorithm.Sha1.Hash(Content(1000)));
    }

    [Fact]
    public async Task There_is_no_digest_before_the_end()
    {
        using var intake = new ContentIntake(new MemoryStream(Content(ContentIntake.BlockSize)), DigestAlgorithm.Sha1);
        await intake.ReadFirstBlockAsync(CancellationToken.None);
        Should.Throw<InvalidOperationException>(() => intake.Digest);
    }

    private static byte[] Content(int length)
    {
        var bytes = new byte[length];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static async Task<(byte[] Written, ContentIntake Intake)> TakeAsync(byte[] content, Func<int> amount)
    {
        using var written = new MemoryStream();
        var intake = new ContentIntake(new AwkwardStream(content, amount), DigestAlgorithm.Sha256, DigestAlgorithm.Md5);
        await intake.ReadFirstBlockAsync(CancellationToken.None);
        await intake.CopyToAsync(written);
        return (written.ToArray(), intake);
    }
}
