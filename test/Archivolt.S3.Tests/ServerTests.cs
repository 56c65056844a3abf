using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.S3;

/// <summary>What the server refuses, ignores and encrypts.</summary>
public sealed class ServerTests : BucketTest
{
    [Fact]
    public async Task A_wrong_secret_is_named_and_in_no_message()
    {
        var exception = await FailsAsync(BlobError.PermissionDenied, async () => await S3Store.OpenAsync(Bucket.Options with { SecretKey = "wr0ng-s3cret" }));
        exception.Message.ShouldContain("SignatureDoesNotMatch");
        exception.ToString().ShouldNotContain("wr0ng-s3cret");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_probe_reads_a_signed_url_and_leaves_nothing(bool versions)
    {
        await using var store = await S3Store.OpenAsync(Bucket.Options with { SignUrls = true, Versions = versions });
        await using var provider = new BlobProvider("remote", store, new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDigest(DigestAlgorithm.Md5) });
        using var http = new HttpClient();
        var steps = await new ProviderProbe(new BlobManager([provider]), http).RunAsync("remote").ToListAsync();
        steps.Where(step => step.Outcome != ProbeOutcome.Ok).ShouldBeEmpty();
        steps.Select(step => step.Step).ShouldContain("url");
        (await Bucket.ObjectsAsync()).ShouldAllBe(name => name.StartsWith(".archivolt/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_bucket_is_no_missing_blob()
    {
        await FailsAsync(BlobError.Configuration, async () => await S3Store.OpenAsync(Bucket.Options with { Bucket = "missing" }));
        var own = await TestBucket.CreateAsync();
        await using var store = await S3Store.OpenAsync(own.Options);
        await own.DisposeAsync();
        await FailsAsync(BlobError.Configuration, async () => await store.StatAsync("blob"));
        await FailsAsync(BlobError.Configuration, async () => await store.OpenAsync("blob"));
        await FailsAsync(BlobError.Configuration, async () => await store.DeleteAsync("blob", DeletionProof.ForTest));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var nowhere = Bucket.Options with { Endpoint = new Uri("http://127.0.0.1:1"), Retries = 0 };
        (await FailsAsync(BlobError.Unavailable, async () => await S3Store.OpenAsync(nowhere))).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_that_ignores_the_request_to_encrypt_is_refused() =>
        (await FailsAsync(BlobError.Configuration, async () => await S3Store.OpenAsync(Bucket.Options with { ServerEncryption = S3Encryption.Aes256 })))
            .Message.ShouldContain("ignored the request to encrypt");

    [Theory]
    [InlineData(S3Encryption.Kms, 10)]
    [InlineData(S3Encryption.Kms, 6_000_000)]
    [InlineData(S3Encryption.CustomerKey, 10)]
    [InlineData(S3Encryption.CustomerKey, 6_000_000)]
    public async Task Content_that_the_server_encrypts_comes_back(S3Encryption encryption, int length)
    {
        var options = Bucket.Options with
        {
            ServerEncryption = encryption,
            KmsKey = encryption == S3Encryption.Kms ? "archivolt" : null,
            CustomerKey = encryption == S3Encryption.CustomerKey ? Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) : null,
        };
        await using var store = await S3Store.OpenAsync(options);
        var content = RandomContent(length);
        await WriteAsync(store, "blob", content);
        await WriteAsync(store, "blob", content);
        (await ReadAsync(store, "blob", ByteRange.From(3, 5))).ShouldBe(content[3..8]);
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(content).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_only_read_refuses_writes_and_leaves_nothing_in_the_bucket()
    {
        await using var store = await S3Store.OpenAsync(Bucket.Options with { ReadOnly = true });
        await FailsAsync(BlobError.ReadOnly, async () => await store.BeginWriteAsync());
        await FailsAsync(BlobError.ReadOnly, async () => await store.DeleteAsync("blob", DeletionProof.ForTest));
        (await Bucket.ObjectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_existing_layout_is_read_in_place_and_strangers_are_no_blobs()
    {
        await using (var flat = await S3Store.OpenAsync(Bucket.Options))
        {
            foreach (var name in new[] { "p/ac/bd/acbd18db4cc2f85cedef654fccc4a4d8", "p/acbd18db4cc2f85cedef654fccc4a4d8", "p/zz/bd/acbd18db4cc2f85cedef654fccc4a4d8", "p/tx/1", "q" })
                await WriteAsync(flat, name, RandomContent(10));
        }
        await using var store = await S3Store.OpenAsync(Bucket.Options with { Prefix = "p/", Depth = 2 });
        (await ReadAsync(store, "acbd18db4cc2f85cedef654fccc4a4d8")).Length.ShouldBe(10);
        (await store.MeasureAsync()).Blobs.ShouldBe(1);
        await FailsAsync(BlobError.InvalidKey, async () => await store.StatAsync("abc"));
    }
}
