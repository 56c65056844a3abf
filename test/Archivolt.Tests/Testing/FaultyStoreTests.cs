using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Archivolt.Testing;

namespace Archivolt.Tests.Testing;

/// <summary>Without faults it keeps the contract.</summary>
public sealed class FaultyStoreContractTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new FaultyStore(new MemoryStore("scratch", clock)));
}

public sealed class FaultyStoreTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    [Fact]
    public async Task Each_operation_fails_as_told()
    {
        await using var store = new FaultyStore(new MemoryStore(), "stat: fail Timeout on 2nd; open: fail Unavailable 2 times; begin: fail NoSpace once; "
            + "delete: fail PermissionDenied once; list: fail IO once; refresh: fail ReadOnly once");
        (await store.StatAsync("blob")).ShouldBeNull();
        (await FailureAsync(async () => await store.StatAsync("blob"))).ShouldBe(BlobError.Timeout);
        (await store.StatAsync("blob")).ShouldBeNull();
        (await FailureAsync(async () => await store.OpenAsync("blob"))).ShouldBe(BlobError.Unavailable);
        (await FailureAsync(async () => await store.OpenAsync("blob"))).ShouldBe(BlobError.Unavailable);
        (await FailureAsync(async () => await store.OpenAsync("blob"))).ShouldBe(BlobError.NotFound);
        (await FailureAsync(async () => await store.BeginWriteAsync())).ShouldBe(BlobError.NoSpace);
        (await FailureAsync(async () => await store.DeleteAsync("blob", DeletionProof.ForTest))).ShouldBe(BlobError.PermissionDenied);
        (await FailureAsync(async () => await store.ListAsync().GetAsyncEnumerator().MoveNextAsync())).ShouldBe(BlobError.IO);
        (await FailureAsync(async () => await store.TouchAsync("blob"))).ShouldBe(BlobError.ReadOnly);
        store.VerifyAllFaultsHappened();
    }

    [Fact]
    public async Task A_write_fails_after_exactly_its_bytes()
    {
        var inner = new MemoryStore();
        var written = new Measured(inner);
        await using var store = new FaultyStore(written, Fault.Fail(FaultPoint.Write, BlobError.NoSpace, after: 100).Once());
        await using (var draft = await store.BeginWriteAsync())
        {
            await draft.Body.WriteAsync(Content.AsMemory(0, 60));
            (await FailureAsync(async () => await draft.Body.WriteAsync(Content.AsMemory(60)))).ShouldBe(BlobError.NoSpace);
            written.Bytes.ShouldBe(100);
            await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("partial"));
        }
        await WriteAsync(store, "whole");
        (await inner.StatAsync("whole"))!.Value.Length.ShouldBe(1000);
        store.VerifyAllFaultsHappened();
    }

    [Fact]
    public async Task A_commit_fails_before_or_after_it_happened()
    {
        var inner = new MemoryStore();
        await using var store = new FaultyStore(inner, "commit: fail IO once; committed: fail Timeout once");
        (await FailureAsync(() => WriteAsync(store, "blob"))).ShouldBe(BlobError.IO);
        (await inner.StatAsync("blob")).ShouldBeNull();
        (await FailureAsync(() => WriteAsync(store, "blob"))).ShouldBe(BlobError.Timeout);
        (await inner.StatAsync("blob")).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(5000)]
    public async Task Reading_is_cut_flipped_or_fails_at_its_byte(int amount)
    {
        await using var store = new FaultyStore(new MemoryStore(), "read: cut after 300 once; read: flip after 700 once; read: fail Damaged after 10 on 3rd");
        await WriteAsync(store, "blob");

        (await ReadAsync(store, amount)).ShouldBe(Content[..300]);

        var flipped = await ReadAsync(store, amount);
        flipped.Length.ShouldBe(1000);
        Enumerable.Range(0, 1000).Where(i => flipped[i] != Content[i]).ShouldBe([700]);

        (await FailureAsync(() => ReadAsync(store, amount))).ShouldBe(BlobError.Damaged);
        (await ReadAsync(store, amount)).ShouldBe(Content);
    }

    [Fact]
    public void A_fault_that_never_struck_is_reported() =>
        Should.Throw<InvalidOperationException>(new FaultyStore(new MemoryStore(), "open: fail IO 2 times; list: fail IO").VerifyAllFaultsHappened)
            .Message.ShouldBe("These faults did not happen: open: fail IO 2 times (struck 0 times); list: fail IO (struck 0 times).");

    private static async Task<BlobError> FailureAsync(Func<Task> action) => (await Should.ThrowAsync<BlobException>(action)).Error;

    private static async Task WriteAsync(FaultyStore store, string key)
    {
        await using var draft = await store.BeginWriteAsync();
        await draft.Body.WriteAsync(Content);
        await draft.CommitAsync(key);
    }

    private static async Task<byte[]> ReadAsync(FaultyStore store, int amount)
    {
        await using var content = await store.OpenAsync("blob");
        using var bytes = new MemoryStream();
        await content.Body.CopyToAsync(bytes, amount);
        return bytes.ToArray();
    }

    /// <summary>Counts what is written.</summary>
    private sealed class Measured(IBlobStore inner) : StoreLayer(inner)
    {
        public long Bytes { get; private set; }

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            var draft = await Inner.BeginWriteAsync(options, cancellationToken);
            return new LayerDraft(draft, draft.CommitAsync, new Body(this, draft.Body));
        }

        private sealed class Body(Measured store, Stream inner) : ForwardWriteStream
        {
            public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
            {
                store.Bytes += buffer.Length;
                return inner.WriteAsync(buffer, cancellationToken);
            }
        }
    }
}
