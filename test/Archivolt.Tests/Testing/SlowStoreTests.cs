using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Testing;

/// <summary>Slow or not, the contract holds.</summary>
public sealed class SlowStoreContractTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ITouch), typeof(IQuarantine)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) =>
        new(new SlowStore(new MemoryStore("scratch", clock), new TestClock { AutoAdvance = true }, TimeSpan.FromMilliseconds(20), bytesPerSecond: 1_000_000));
}

public sealed class SlowStoreTests
{
    [Fact]
    public async Task It_takes_its_latency_and_rate_by_the_clock()
    {
        var clock = new TestClock { AutoAdvance = true };
        var start = clock.GetUtcNow();
        await using var store = new SlowStore(new MemoryStore(), clock, TimeSpan.FromSeconds(1), bytesPerSecond: 100);

        await using (var draft = await store.BeginWriteAsync())
        {
            await draft.Body.WriteAsync(new byte[1000]);
            await draft.CommitAsync("blob");
        }
        (clock.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(1 + 10 + 1));

        await using (var content = await store.OpenAsync("blob"))
            await content.Body.CopyToAsync(Stream.Null);
        (clock.GetUtcNow() - start).ShouldBe(TimeSpan.FromSeconds(12 + 1 + 10));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        await using var store = new SlowStore(new MemoryStore(), new TestClock(), TimeSpan.FromHours(1));
        using var cancellation = new CancellationTokenSource();
        var stat = store.StatAsync("blob", cancellation.Token).AsTask();
        stat.IsCompleted.ShouldBeFalse();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => stat);
    }
}
