using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Providers;

public sealed class BlobProviderTests : IAsyncDisposable
{
    private readonly TestClock _clock = new();
    private readonly MemoryStore _memory;
    private readonly BlobProvider _provider;

    public BlobProviderTests()
    {
        _memory = new MemoryStore("m", _clock);
        _provider = new BlobProvider("default", _memory);
    }

    public static TheoryData<int> Lengths => [0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 3_333_333];

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task What_was_written_is_described_and_comes_back(int length)
    {
        var content = Content(length);
        foreach (var algorithm in DigestAlgorithm.All)
        {
            var provider = new BlobProvider("p", new MemoryStore(), new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDigest(algorithm) });
            var info = await provider.WriteAsync(BlobSource.FromStream(new MemoryStream(content)).With(fileName: "film.mp4", encoding: "none"));
            var digest = algorithm.Hash(content).Hex;
            info.ShouldBe(new BlobInfo { Key = new BlobKey("p", digest), Length = length, Digest = digest, FileName = "film.mp4", MediaType = "video/mp4", Encoding = "none" });
            info.KnownDigest.ShouldBe(algorithm.Hash(content));
            await using var opened = await provider.OpenAsync(digest);
            (await ToEndAsync(opened)).AsSpan().SequenceEqual(content).ShouldBeTrue();
            (await provider.VerifyAsync(digest)).ShouldBe(new BlobVerification(digest, BlobHealth.Sound, length) { Digest = algorithm.Hash(content) });
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public async Task The_same_content_is_stored_once_and_becomes_young(int length)
    {
        var first = await _provider.WriteAsync(BlobSource.FromBytes(Content(length)));
        var before = (await _provider.StatAsync(first.Key.Key))!.Value;
        _clock.Advance(TimeSpan.FromDays(1));

        var again = await _provider.WriteAsync(BlobSource.FromStream(new AwkwardStream(Content(length), () => 9999)));

        again.ShouldBe(first);
        var after = (await _provider.ListAsync().ToListAsync()).ShouldHaveSingleItem();
        after.Modified.ShouldBe(before.Modified + TimeSpan.FromDays(1));
    }

    [Fact]
    public async Task Small_content_that_is_already_here_starts_no_write()
    {
        await using var store = new FaultyStore(new MemoryStore(), "begin: fail IO on 2nd");
        await using var provider = new BlobProvider("p", store);
        await provider.WriteAsync(BlobSource.FromText("hello"));
        await provider.WriteAsync(BlobSource.FromText("hello"));
        (await Should.ThrowAsync<BlobException>(() => provider.WriteAsync(BlobSource.FromText("other")))).Error.ShouldBe(BlobError.IO);
        store.VerifyAllFaultsHappened();
    }

    [Theory]
    [InlineData(10, 11)]
    [InlineData(11, 10)]
    [InlineData(600_000, 599_999)]
    [InlineData(600_000, 600_001)]
    public async Task Content_of_another_length_than_announced_is_not_stored(int length, int announced)
    {
        var exception = await Should.ThrowAsync<BlobException>(() => _provider.WriteAsync(BlobSource.FromStream(new MemoryStream(Content(length)), announced)));
        exception.Error.ShouldBe(BlobError.Damaged);
        exception.Message.ShouldBe($"The sender announced {announced} bytes but sent {length}; nothing was stored. (store Memory \"m\")");
        await ShouldBeEmptyAsync();
    }

    [Theory]
    [InlineData(10)]
    [InlineData(600_000)]
    public async Task Content_of_another_digest_than_announced_is_not_stored(int length)
    {
        foreach (var algorithm in DigestAlgorithm.All)
        {
            var source = BlobSource.FromBytes(Content(length)).With(expectedDigest: algorithm.Hash("other"u8));
            (await Should.ThrowAsync<BlobException>(() => _provider.WriteAsync(source))).Error.ShouldBe(BlobError.Damaged);
        }
        await ShouldBeEmptyAsync();
        foreach (var algorithm in DigestAlgorithm.All)
            (await _provider.WriteAsync(BlobSource.FromBytes(Content(length)).With(expectedDigest: algorithm.Hash(Content(length))))).Length.ShouldBe(length);
    }

    [Theory]
    [InlineData(1000, 999)]
    [InlineData(1_000_000, 300_000)]
    [InlineData(1_000_000, 999_999)]
    public async Task Content_above_the_limit_is_refused_whether_announced_or_not(int length, int limit)
    {
        var provider = new BlobProvider("p", _memory, new BlobProviderOptions { MaxLength = limit });
        foreach (var announced in new long?[] { null, length })
        {
            var exception = await Should.ThrowAsync<BlobException>(() => provider.WriteAsync(BlobSource.FromStream(new MemoryStream(Content(length)), announced)));
            exception.Error.ShouldBe(BlobError.TooLarge);
            exception.Message.ShouldStartWith($"The content is larger than the {limit} bytes that provider 'p' accepts.");
        }
        await ShouldBeEmptyAsync();
        // Also where the content is already here.
        await _provider.WriteAsync(BlobSource.FromBytes(Content(length)));
        (await Should.ThrowAsync<BlobException>(() => provider.WriteAsync(BlobSource.FromStream(new MemoryStream(Content(length)))))).Error.ShouldBe(BlobError.TooLarge);
    }

    [Fact]
    public async Task Content_at_the_limit_is_taken()
    {
        var provider = new BlobProvider("p", _memory, new BlobProviderOptions { MaxLength = 600_000 });
        (await provider.WriteAsync(BlobSource.FromStream(new MemoryStream(Content(600_000))))).Length.ShouldBe(600_000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    [InlineData(700_000)]
    public async Task A_source_that_fails_leaves_nothing(int after)
    {
        var stream = new AwkwardStream(Content(1_000_000), () => 50_000)
        {
            BeforeRead = given =>
            {
                if (given >= after)
                    throw new IOException("The line is down.");
            },
        };
        (await Should.ThrowAsync<IOException>(() => _provider.WriteAsync(BlobSource.FromFactory(_ => new(stream))))).Message.ShouldBe("The line is down.");
        stream.IsDisposed.ShouldBeTrue();
        await ShouldBeEmptyAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    [InlineData(700_000)]
    public async Task A_write_that_is_cancelled_leaves_nothing(int after)
    {
        using var cancellation = new CancellationTokenSource();
        var stream = new AwkwardStream(Content(1_000_000), () => 50_000)
        {
            BeforeRead = given =>
            {
                if (given >= after)
                    cancellation.Cancel();
            },
        };
        await Should.ThrowAsync<OperationCanceledException>(() => _provider.WriteAsync(BlobSource.FromStream(stream), cancellationToken: cancellation.Token));
        stream.IsDisposed.ShouldBeFalse();
        await ShouldBeEmptyAsync();
    }

    [Theory]
    [InlineData("begin: fail ReadOnly", BlobError.ReadOnly)]
    [InlineData("write: fail NoSpace after 512KiB", BlobError.NoSpace)]
    [InlineData("commit: fail IO", BlobError.IO)]
    [InlineData("refresh: fail Unavailable", null)]
    public async Task A_store_that_fails_is_heard_and_holds_nothing(string faults, BlobError? expected)
    {
        await using var store = new FaultyStore(_memory, faults);
        await using var provider = new BlobProvider("p", store);
        var write = () => provider.WriteAsync(BlobSource.FromBytes(Content(1_000_000)));
        if (expected is null)
        {
            // Content of several blocks is written without asking first.
            await write();
            return;
        }
        (await Should.ThrowAsync<BlobException>(write)).Error.ShouldBe(expected.Value);
        store.VerifyAllFaultsHappened();
        await ShouldBeEmptyAsync();
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1_000_000)]
    public async Task Progress_grows_to_the_length(int length)
    {
        var reports = new Reports();
        await _provider.WriteAsync(BlobSource.FromBytes(Content(length)), progress: reports);
        reports.ShouldBe(reports.Order());
        reports[^1].ShouldBe(length);
    }

    [Fact]
    public async Task A_range_is_opened_through_the_provider()
    {
        var info = await _provider.WriteAsync(BlobSource.FromText("abcd1234efgh"));
        await using var opened = await _provider.OpenAsync(info.Key.Key, ByteRange.Inclusive(4, 7));
        (await ToEndAsync(opened)).ShouldBe("1234"u8.ToArray());
        (await _provider.StatAsync("0000")).ShouldBeNull();
    }

    [Fact]
    public void An_ability_is_the_stores() => (_provider.Ability<ITouch>(), _provider.Ability<ISignsUrls>()).ShouldBe((_memory, null));

    [Theory]
    [InlineData("a:b")]
    [InlineData("a/b")]
    [InlineData("é")]
    public void An_id_is_plain(string id) => Should.Throw<BlobException>(() => new BlobProvider(id, _memory)).Error.ShouldBe(BlobError.Configuration);

    private async Task ShouldBeEmptyAsync() => (await _memory.ListAsync().ToListAsync()).ShouldBeEmpty();

    private static byte[] Content(int length)
    {
        var bytes = new byte[length];
        new Random(3).NextBytes(bytes);
        return bytes;
    }

    private static async Task<byte[]> ToEndAsync(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    // Not Progress<T>, which reports on other threads in any order.
    private sealed class Reports : List<long>, IProgress<long>
    {
        public void Report(long value) => Add(value);
    }
}
