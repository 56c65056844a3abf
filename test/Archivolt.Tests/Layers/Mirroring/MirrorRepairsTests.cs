using Archivolt.Blobs;
using Archivolt.Layers.Mirroring;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Layers.Mirroring;

public sealed class MirrorRepairsTests : IAsyncDisposable
{
    private readonly CountedStore _good = new();
    private readonly MemoryStore _bad = new("copy");

    [Fact]
    public async Task A_repair_opens_the_good_copy_once_and_asks_for_it_again_only_before_it_commits()
    {
        await using (var draft = await _good.BeginWriteAsync())
        {
            await draft.Body.WriteAsync(new byte[] { 1, 2, 3 });
            await draft.CommitAsync("key");
        }
        (await RepairAsync()).ShouldNotBeNull();
        _good.Calls.ShouldBe(["open", "stat"]);
        (await _bad.StatAsync("key"))!.Value.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Without_a_good_copy_there_is_nothing_to_repair()
    {
        (await RepairAsync()).ShouldBeNull();
        (await _bad.StatAsync("key")).ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        await _good.DisposeAsync();
        await _bad.DisposeAsync();
    }

    private Task<Repair?> RepairAsync() => new MirrorRepairs(new KeyLocks(), logger: null)
        .CopyAsync("key", _good, _bad, present: null, expected: null, keepDamaged: false, CancellationToken.None);

    private sealed class CountedStore() : StoreLayer(new MemoryStore("good"))
    {
        public List<string> Calls { get; } = [];

        public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
        {
            Calls.Add("stat");
            return base.StatAsync(key, cancellationToken);
        }

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            Calls.Add("open");
            return base.OpenAsync(key, range, cancellationToken);
        }
    }
}
