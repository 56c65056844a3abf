using Archivolt.Testing;

namespace Archivolt.Tests.Testing;

public sealed class TestClockTests
{
    [Fact]
    public void Timers_fire_in_their_order_at_their_time()
    {
        var clock = new TestClock();
        var start = clock.GetUtcNow();
        var fired = new List<(string Name, double Seconds)>();
        ITimer Timer(string name, int due, int period = -1) => clock.CreateTimer(
            _ => fired.Add((name, (clock.GetUtcNow() - start).TotalSeconds)), null, TimeSpan.FromSeconds(due), period < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
        using var late = Timer("late", 5);
        using var early = Timer("early", 2);
        using var again = Timer("again", 1, period: 3);
        var gone = Timer("gone", 1);
        gone.Dispose();

        clock.Advance(TimeSpan.FromSeconds(1));
        fired.ShouldBe([("again", 1)]);
        clock.Advance(TimeSpan.FromSeconds(4));
        fired.ShouldBe([("again", 1), ("early", 2), ("again", 4), ("late", 5)]);
        clock.GetUtcNow().ShouldBe(start + TimeSpan.FromSeconds(5));
        clock.GetElapsedTime(start.UtcTicks).ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Waiting_moves_an_automatic_clock()
    {
        var clock = new TestClock { AutoAdvance = true };
        var start = clock.GetUtcNow();
        await Task.Delay(TimeSpan.FromDays(3), clock);
        (clock.GetUtcNow() - start).ShouldBe(TimeSpan.FromDays(3));
    }
}
