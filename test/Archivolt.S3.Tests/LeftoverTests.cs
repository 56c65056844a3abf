using Amazon.S3.Model;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.S3;

/// <summary>What writers that died left in a bucket.</summary>
public sealed class LeftoverTests : BucketTest
{
    [Fact]
    public async Task Abandoned_uploads_are_cleared_away_by_age_and_those_of_others_stay()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var store = await S3Store.OpenAsync(Bucket.Options with { Prefix = "content" }, clock);
        await Bucket.Client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = Bucket.Options.Bucket, Key = "content/others" });
        // Not disposed, as after a crash.
        var known = await store.BeginWriteAsync(new WriteOptions { Key = "blob" });
        await known.Body.WriteAsync(RandomContent(6_000_000));
        var unknown = await store.BeginWriteAsync();
        await unknown.Body.WriteAsync(RandomContent(6_000_000));
        (await Bucket.UploadsAsync()).Count.ShouldBe(3);
        var cleans = store.Ability<ICleansTempFiles>()!;

        (await cleans.CleanUpAsync()).ShouldBe(0);
        (await Bucket.UploadsAsync()).Count.ShouldBe(3);

        clock.Advance(TimeSpan.FromDays(8));
        (await cleans.CleanUpAsync()).ShouldBe(2);
        (await Bucket.UploadsAsync()).ShouldBe(["content/others"]);
        (await Bucket.ObjectsAsync()).ShouldBe(["content/.archivolt/probe"]);
        await known.DisposeAsync();
        await unknown.DisposeAsync();
    }

    [Fact]
    public async Task An_expired_resumable_write_is_cleared_away_whole()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var store = await S3Store.OpenAsync(Bucket.Options, clock);
        var writes = store.Ability<IResumableWrites>()!;
        var write = await writes.BeginAsync();
        await writes.AppendAsync(write.Id, 0, new MemoryStream(RandomContent(1000)));
        clock.Advance(TimeSpan.FromDays(8));
        (await store.Ability<ICleansTempFiles>()!.CleanUpAsync()).ShouldBe(2);
        (await writes.FindAsync(write.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task Steps_of_a_resumable_write_are_put_together_by_the_server()
    {
        await using var store = await S3Store.OpenAsync(Bucket.Options);
        var (writes, content) = (store.Ability<IResumableWrites>()!, RandomContent(23_000_000));
        var write = await writes.BeginAsync();
        await writes.AppendAsync(write.Id, 0, new MemoryStream(content, 0, 17_000_000));
        // 17 MB are two pieces, the second of which is too small for a part.
        (await writes.AppendAsync(write.Id, 17_000_000, new MemoryStream(content, 17_000_000, 6_000_000))).Length.ShouldBe(23_000_000);
        await writes.CommitAsync(write.Id, "small");
        (await ReadAsync(store, "small")).AsSpan().SequenceEqual(content).ShouldBeTrue();

        write = await writes.BeginAsync();
        await writes.AppendAsync(write.Id, 0, new MemoryStream(content, 0, 6_000_000));
        await writes.AppendAsync(write.Id, 6_000_000, new MemoryStream(content, 6_000_000, 17_000_000));
        await writes.CommitAsync(write.Id, "large");
        (await ReadAsync(store, "large")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        (await Bucket.ObjectsAsync()).ShouldBe([".archivolt/probe", "large", "small"], ignoreOrder: true);
        (await Bucket.UploadsAsync()).ShouldBeEmpty();
    }
}
