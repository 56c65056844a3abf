using Amazon.S3;
using Amazon.S3.Model;
using Archivolt.Blobs;
using Archivolt.RemoteStores;
using Archivolt.Stores;

namespace Archivolt.S3;

/// <summary>
/// Cold storage as a storage class. The server keeps the class and reads everything; a proxy before it refuses what has to be restored, and restores, as Amazon's documentation says of its own.
/// </summary>
public sealed class ColdTests : BucketTest
{
    private static readonly DateTimeOffset Expiry = new(2090, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private string? _restore;

    [Fact]
    public async Task Content_goes_to_cold_storage_is_restored_once_and_comes_back()
    {
        await using var proxy = Glacier("blob");
        await using var store = await OpenAsync(proxy);
        var cold = store.Ability<IColdStorage>()!;
        (await cold.GetStatusAsync("blob")).ShouldBeNull();
        await FailsAsync(BlobError.NotFound, async () => await cold.ArchiveAsync("blob"));
        await WriteAsync(store, "blob", RandomContent(100));
        (await cold.GetStatusAsync("blob")).ShouldBe(new ColdStatus(ColdState.Available));
        (await cold.RequestRestoreAsync("blob", TimeSpan.FromDays(1))).State.ShouldBe(ColdState.Available);

        await cold.ArchiveAsync("blob");
        await cold.ArchiveAsync("blob");
        (await ClassOfAsync("blob")).ShouldBe(S3StorageClass.Glacier);
        (await cold.GetStatusAsync("blob")).ShouldBe(new ColdStatus(ColdState.Archived));
        (await store.StatAsync("blob"))!.Value.Length.ShouldBe(100);
        await FailsAsync(BlobError.Archived, async () => await store.OpenAsync("blob"));
        await FailsAsync(BlobError.Archived, async () => await cold.UnarchiveAsync("blob"));
        (await store.Ability<ISignsUrls>()!.SignAsync("blob", new UrlRequest(UrlUsage.Download))).ShouldBeNull();
        (await store.TouchAsync("blob")).ShouldBeNull();

        (await cold.RequestRestoreAsync("blob", TimeSpan.FromHours(30))).ShouldBe(new ColdStatus(ColdState.Restoring));
        (await cold.RequestRestoreAsync("blob", TimeSpan.FromHours(30))).ShouldBe(new ColdStatus(ColdState.Restoring));
        proxy.Requests.Count(IsRestore).ShouldBe(1);

        _restore = $"ongoing-request=\"false\", expiry-date=\"{Expiry:R}\"";
        (await cold.GetStatusAsync("blob")).ShouldBe(new ColdStatus(ColdState.Restored, Until: Expiry));
        (await cold.RequestRestoreAsync("blob", TimeSpan.FromDays(1))).Until.ShouldBe(Expiry);
        proxy.Requests.Count(IsRestore).ShouldBe(1, "it is readable for longer");
        (await ReadAsync(store, "blob")).ShouldBe(RandomContent(100));

        await cold.UnarchiveAsync("blob");
        (await ClassOfAsync("blob")).ShouldNotBe(S3StorageClass.Glacier);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(12_000_000)]
    public async Task Content_that_is_written_again_is_no_longer_in_cold_storage(int length)
    {
        await using var proxy = Glacier("blob");
        await using var store = await OpenAsync(proxy);
        await WriteAsync(store, "blob", RandomContent(length));
        await store.Ability<IColdStorage>()!.ArchiveAsync("blob");
        await WriteAsync(store, "blob", RandomContent(length));
        (await store.Ability<IColdStorage>()!.GetStatusAsync("blob")).ShouldBe(new ColdStatus(ColdState.Available));
        (await ClassOfAsync("blob")).ShouldNotBe(S3StorageClass.Glacier);
    }

    [Fact]
    public async Task A_restore_that_somebody_else_asked_for_is_under_way()
    {
        await using var proxy = Glacier("blob");
        await using var store = await OpenAsync(proxy);
        await WriteAsync(store, "blob", RandomContent(100));
        await store.Ability<IColdStorage>()!.ArchiveAsync("blob");
        var refused = false;
        var usual = proxy.FaultOf;
        proxy.FaultOf = line =>
        {
            if (!IsRestore(line))
                return usual(line);
            (refused, _restore) = (true, Ongoing);
            return new WireFault { Answer = 409, Code = "RestoreAlreadyInProgress" };
        };
        (await store.Ability<IColdStorage>()!.RequestRestoreAsync("blob", TimeSpan.FromDays(1))).State.ShouldBe(ColdState.Restoring);
        refused.ShouldBeTrue();
    }

    private const string Ongoing = "ongoing-request=\"true\"";

    private Task<S3Store> OpenAsync(FaultProxy proxy) =>
        S3Store.OpenAsync(Bucket.Options with { Endpoint = proxy.Address, ColdStorageClass = "GLACIER", RestoreTier = S3RestoreTier.Bulk, SignUrls = true, Retries = 0 }).AsTask();

    // What the server itself does not do.
    private FaultProxy Glacier(string key)
    {
        var proxy = new FaultProxy(Bucket.Options.Endpoint!);
        proxy.HeaderOf = line => line.StartsWith("HEAD", StringComparison.Ordinal) && line.Contains($"/{key} ", StringComparison.Ordinal) && _restore is { } restore ? $"x-amz-restore: {restore}\r\n" : "";
        proxy.FaultOf = line =>
        {
            if (IsRestore(line))
            {
                _restore = Ongoing;
                return new WireFault { Answer = 202, Code = "None" };
            }
            var isUnreadable = line.StartsWith("GET", StringComparison.Ordinal) && line.Contains($"/{key} ", StringComparison.Ordinal)
                && _restore?.StartsWith("ongoing-request=\"false\"", StringComparison.Ordinal) != true && IsCold(key);
            return isUnreadable ? new WireFault { Answer = 403, Code = "InvalidObjectState" } : null;
        };
        return proxy;
    }

    private static bool IsRestore(string line) => line.StartsWith("POST", StringComparison.Ordinal) && line.Contains("?restore", StringComparison.Ordinal);

    private bool IsCold(string key)
    {
        var found = Bucket.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket.Options.Bucket, Prefix = key }).GetAwaiter().GetResult();
        return found.S3Objects?.Exists(each => each.Key == key && each.StorageClass == S3StorageClass.Glacier) == true;
    }

    private async Task<S3StorageClass?> ClassOfAsync(string key) => (await Bucket.Client.GetObjectMetadataAsync(Bucket.Options.Bucket, key)).StorageClass;
}
