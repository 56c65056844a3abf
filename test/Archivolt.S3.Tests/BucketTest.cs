using Archivolt.RemoteStores;

namespace Archivolt.S3;

/// <summary>Base of tests with a bucket of their own.</summary>
public abstract class BucketTest : RemoteStoreTest<TestBucket>
{
    protected virtual bool WithLock => false;

    protected TestBucket Bucket => Place;

    protected override async ValueTask<TestBucket> CreateAsync() => await TestBucket.CreateAsync(WithLock);
}
