using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.S3;

/// <summary>Content under the object lock of its bucket.</summary>
public sealed class RetentionTests : BucketTest
{
    protected override bool WithLock => true;

    [Fact]
    public async Task What_is_held_is_neither_deleted_nor_replaced_also_after_it_was_made_young()
    {
        await using var store = await S3Store.OpenAsync(Bucket.Options with { ObjectLock = true });
        var retains = store.Ability<IRetainsContent>()!;
        await WriteAsync(store, "record", RandomContent(100));
        (await retains.GetRetentionAsync("record")).ShouldBe(Retention.None);
        await retains.SetRetentionAsync("record", new Retention(null, LegalHold: true));
        await store.TouchAsync("record");

        (await retains.GetRetentionAsync("record")).LegalHold.ShouldBeTrue();
        await FailsAsync(BlobError.Retained, async () => await store.DeleteAsync("record", DeletionProof.ForTest));
        await FailsAsync(BlobError.Retained, () => WriteAsync(store, "record", RandomContent(50), new WriteOptions { Key = "record", Replace = true }));
        (await ReadAsync(store, "record")).Length.ShouldBe(100);

        await retains.SetRetentionAsync("record", Retention.None);
        (await store.DeleteAsync("record", DeletionProof.ForTest)).ShouldBeTrue();
        await ReleaseHoldsAsync();
    }

    [Fact]
    public async Task A_time_that_runs_is_not_shortened()
    {
        await using var store = await S3Store.OpenAsync(Bucket.Options with { ObjectLock = true });
        var (retains, until) = (store.Ability<IRetainsContent>()!, new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await FailsAsync(BlobError.NotFound, async () => await retains.SetRetentionAsync("record", new Retention(until, false)));
        await WriteAsync(store, "record", RandomContent(100));
        await retains.SetRetentionAsync("record", new Retention(until, LegalHold: false));
        (await retains.GetRetentionAsync("record")).ShouldBe(new Retention(until, false));
        await FailsAsync(BlobError.Retained, async () => await retains.SetRetentionAsync("record", new Retention(until.AddDays(-1), false)));
        await FailsAsync(BlobError.Retained, async () => await store.DeleteAsync("record", DeletionProof.ForTest));
    }

    [Fact]
    public async Task A_version_is_read_by_its_key()
    {
        await using var store = await S3Store.OpenAsync(Bucket.Options with { Versions = true });
        await WriteAsync(store, "record", "first"u8.ToArray());
        var version = (await Bucket.Client.GetObjectMetadataAsync(Bucket.Options.Bucket, "record")).VersionId;
        await WriteAsync(store, "record", "second"u8.ToArray(), new WriteOptions { Replace = true });
        (await ReadAsync(store, $"record@{version}")).ShouldBe("first"u8.ToArray());
        (await ReadAsync(store, "record")).ShouldBe("second"u8.ToArray());
        await FailsAsync(BlobError.InvalidKey, () => WriteAsync(store, "record@7", [1]));
    }

    private async Task ReleaseHoldsAsync()
    {
        foreach (var version in (await Bucket.Client.ListVersionsAsync(Bucket.Options.Bucket)).Versions.Where(version => version.IsDeleteMarker != true && version.Key == "record"))
        {
            await Bucket.Client.PutObjectLegalHoldAsync(new Amazon.S3.Model.PutObjectLegalHoldRequest
            {
                BucketName = Bucket.Options.Bucket,
                Key = version.Key,
                VersionId = version.VersionId,
                LegalHold = new Amazon.S3.Model.ObjectLockLegalHold { Status = Amazon.S3.ObjectLockLegalHoldStatus.Off },
            });
        }
    }
}
