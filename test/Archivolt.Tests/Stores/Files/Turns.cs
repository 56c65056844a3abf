using System.Collections.Concurrent;

namespace Archivolt.Tests.Stores.Files;

/// <summary>Lets several actors run in turns, one operation at a time, in an order that is given: an interleaving that can be repeated.</summary>
internal sealed class Turns(int actors) : IDisposable
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, actors).Select(_ => new SemaphoreSlim(0))];
    private readonly BlockingCollection<(int Actor, bool Ended)> _arrivals = [];
    private volatile bool _running;

    /// <summary>
    /// Every order of two actors' operations with at most two changes of turn, which is where faults of interleaving show: actor per turn.
    /// </summary>
    public static IEnumerable<IEnumerable<int>> Schedules(int operations)
    {
        for (var first = 0; first <= operations; first++)
        {
            for (var second = first; second <= operations; second++)
                yield return [.. Enumerable.Repeat(0, first), .. Enumerable.Repeat(1, second - first), .. Enumerable.Repeat(0, operations)];
        }
    }

    /// <summary>Called by an actor before each operation; waits for its turn while <see cref="RunAsync"/> runs.</summary>
    public void Wait(int actor)
    {
        if (!_running)
            return;
        _arrivals.Add((actor, false));
        _turns[actor].Wait();
    }

    /// <summary>Runs the actors to their ends; whose turn it is not waits, and a turn of one that has ended goes to another.</summary>
    public async Task RunAsync(IEnumerable<int> schedule, Action betweenTurns, Func<Task>[] bodies)
    {
        _running = true;
        var tasks = bodies.Select((body, actor) => Task.Run(async () =>
        {
            try
            {
                await body();
            }
            finally
            {
                _arrivals.Add((actor, true));
            }
        })).ToArray();
        var waiting = new SortedSet<int>();
        for (var actor = 0; actor < bodies.Length; actor++)
            Arrive(waiting);
        using var turns = schedule.GetEnumerator();
        while (waiting.Count > 0)
        {
            betweenTurns();
            var actor = turns.MoveNext() && waiting.Contains(turns.Current) ? turns.Current : waiting.Min;
            waiting.Remove(actor);
            _turns[actor].Release();
            Arrive(waiting);
        }
        await Task.WhenAll(tasks);
        _running = false;
    }

    public void Dispose()
    {
        foreach (var turn in _turns)
            turn.Dispose();
        _arrivals.Dispose();
    }

    private void Arrive(SortedSet<int> waiting)
    {
        if (_arrivals.Take() is { Ended: false, Actor: var actor })
            waiting.Add(actor);
    }
}
