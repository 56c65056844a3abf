using Archivolt.RemoteStores;

namespace Archivolt.GridFS;

/// <summary>Base of tests with a bucket of their own.</summary>
public abstract class BucketTest : RemoteStoreTest<TestBucket>
{
    protected TestBucket Bucket => Place;

    protected override ValueTask<TestBucket> CreateAsync() => new(TestBucket.Create());
}
