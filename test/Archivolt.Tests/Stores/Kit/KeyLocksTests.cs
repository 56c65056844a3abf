using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Stores.Kit;

public sealed class KeyLocksTests
{
    private readonly KeyLocks _locks = new();

    [Fact]
    public async Task A_key_has_one_holder_and_the_next_one_knows_that_it_waited()
    {
        var first = await _locks.TakeAsync("key");
        first.Waited.ShouldBeFalse();
        var second = _locks.TakeAsync("key").AsTask();
        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        using var held = await second;
        held.Waited.ShouldBeTrue();
    }

    [Fact]
    public async Task No_key_waits_for_another_one()
    {
        using var one = await _locks.TakeAsync("one");
        using var other = await _locks.TakeAsync("other");
        other.Waited.ShouldBeFalse();
    }

    [Fact]
    public async Task A_cancelled_wait_takes_no_turn()
    {
        var first = await _locks.TakeAsync("key");
        using var stop = new CancellationTokenSource();
        var second = _locks.TakeAsync("key", stop.Token).AsTask();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        first.Dispose();
        using var third = await _locks.TakeAsync("key");
        third.Waited.ShouldBeFalse();
    }

    [Fact]
    public async Task Ending_a_turn_twice_does_not_let_two_in()
    {
        var first = await _locks.TakeAsync("key");
        var second = _locks.TakeAsync("key").AsTask();
        first.Dispose();
        first.Dispose();
        using var held = await second;
        var third = _locks.TakeAsync("key").AsTask();
        third.IsCompleted.ShouldBeFalse();
        held.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Many_at_once_never_meet()
    {
        var (inside, most) = (new int[3], 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, 3000), async (i, cancellationToken) =>
        {
            using var held = await _locks.TakeAsync($"{i % 3}", cancellationToken);
            most = Math.Max(most, ++inside[i % 3]);
            await Task.Yield();
            inside[i % 3]--;
        });
        most.ShouldBe(1);
    }
}
