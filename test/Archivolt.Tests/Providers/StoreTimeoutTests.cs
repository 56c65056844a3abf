using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Providers;

public sealed class StoreTimeoutTests
{
    private static readonly byte[] Small = [1, 2, 3];
    private static readonly byte[] Large = new byte[600_000];
    private static readonly string Key = DigestAlgorithm.Sha256.Hash(Small).Hex;

    public static TheoryData<string, Type> Calls()
    {
        var data = new TheoryData<string, Type>();
        foreach (var call in new[] { "touch", "begin", "body", "commit", "stat", "open", "list", "read" })
        {
            data.Add(call, typeof(OperationCanceledException));
            data.Add(call, typeof(TimeoutException));
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_store_that_runs_out_of_time_asks_to_try_again(string call, Type exception)
    {
        var memory = new MemoryStore();
        await using var provider = new BlobProvider("p", new LateStore(memory, call, () => (Exception)Activator.CreateInstance(exception)!));
        if (call is "stat" or "open" or "list" or "read")
            await new BlobProvider("q", memory).WriteAsync(BlobSource.FromBytes(Small));

        var heard = await Should.ThrowAsync<BlobException>(() => DoAsync(provider, call));

        (heard.Error, heard.IsTransient).ShouldBe((BlobError.Timeout, true));
        heard.InnerException.ShouldBeOfType(exception);
        if (call is "touch" or "begin" or "body" or "commit")
            (await memory.MeasureAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_source_that_runs_out_of_time_is_not_taken_for_the_store()
    {
        await using var provider = new BlobProvider("p", new MemoryStore());
        var stream = new AwkwardStream(Large, () => 50_000) { BeforeRead = given => _ = given < 300_000 ? 0 : throw new TimeoutException() };
        await Should.ThrowAsync<TimeoutException>(() => provider.WriteAsync(BlobSource.FromStream(stream)));
    }

    private static async Task DoAsync(BlobProvider provider, string call)
    {
        switch (call)
        {
            case "stat":
                await provider.StatAsync(Key);
                break;
            case "open":
                await provider.OpenAsync(Key);
                break;
            case "list":
                await foreach (var _ in provider.ListAsync()) { }
                break;
            case "read":
                await provider.VerifyAsync(Key);
                break;
            default:
                await provider.WriteAsync(BlobSource.FromBytes(call == "touch" ? Small : Large));
                break;
        }
    }

    private sealed class LateStore(IBlobStore inner, string late, Func<Exception> exception) : StoreLayer(inner), ITouch
    {
        protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ITouch)];

        public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Reach("touch");
            return await Wrapped<ITouch>().TouchAsync(key, cancellationToken);
        }

        public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Reach("stat");
            return await base.StatAsync(key, cancellationToken);
        }

        public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Reach("open");
            var content = await base.OpenAsync(key, range, cancellationToken);
            return late == "read" ? new BlobContent(content.Stat, content.Offset, content.Length, new LateReads(exception)) : content;
        }

        public override async IAsyncEnumerable<BlobStat> ListAsync(
            string? after = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var blob in base.ListAsync(after, cancellationToken))
            {
                yield return blob;
                Reach("list");
            }
        }

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Reach("begin");
            var draft = await base.BeginWriteAsync(options, cancellationToken);
            return new LayerDraft(
                draft,
                async (key, cancelled) =>
                {
                    await Task.Yield();
                    Reach("commit");
                    return await draft.CommitAsync(key, cancelled);
                },
                late == "body" ? new LateWrites(exception) : null);
        }

        private void Reach(string call)
        {
            if (call == late)
                throw exception();
        }
    }

    private sealed class LateReads(Func<Exception> exception) : ForwardReadStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw exception();
    }

    private sealed class LateWrites(Func<Exception> exception) : ForwardWriteStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw exception();
    }
}
