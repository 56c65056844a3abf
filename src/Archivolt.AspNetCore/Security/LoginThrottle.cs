using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>
/// Slows down guessing. Passwords for one name from one network (an IPv4 address, an IPv6 network of 64 bits) are verified one after another, and from the
/// <see cref="Free"/>th wrong one on with a pause between them that grows to <see cref="LongestPause"/>. A right password waits as well, but is
/// never refused for the wrong ones before it. Of several that wait the newest goes first.
/// </summary>
internal sealed class LoginThrottle(TimeProvider clock)
{
    /// <summary>So many wrong passwords cost no pause.</summary>
    public const int Free = 5;

    /// <summary>So many may wait for one name and network; then the one that has waited longest is refused.</summary>
    public const int MostWaiting = 100;

    /// <summary>So many names and networks are remembered; then those that nobody waits for are forgotten.</summary>
    public const int Capacity = 10_000;

    /// <summary>Wrong passwords are forgotten so long after the last one.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    /// <summary>The longest pause between two attempts.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Attempts> _attempts = [];

    /// <summary>Verifies a password when it is its turn; a null result counts as a wrong one.</summary>
    /// <exception cref="RequestException">429: too many wait.</exception>
    public async Task<T?> VerifyAsync<T>(string name, IPAddress? address, Func<Task<T?>> verify, CancellationToken cancellationToken) where T : class
    {
        var key = new Key(name, NetworkOf(address));
        if (WaitFor(key) is { } turn)
            await turn.WaitAsync(() => Leave(key, turn), cancellationToken);
        var outcome = Outcome.Unknown;
        try
        {
            var principal = await verify();
            outcome = principal is null ? Outcome.Wrong : Outcome.Right;
            return principal;
        }
        finally
        {
            End(key, outcome);
        }
    }

    // Null when it is the asker's turn already.
    private Turn? WaitFor(Key key)
    {
        Turn turn;
        Turn? refused = null;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (!_attempts.TryGetValue(key, out var attempts))
            {
                MakeRoom(now);
                _attempts.Add(key, attempts = new Attempts());
            }
            if (!attempts.IsBusy && attempts.Waiting.Count == 0 && attempts.Next <= now)
            {
                attempts.IsBusy = true;
                return null;
            }
            turn = new Turn();
            attempts.Waiting.AddLast(turn);
            if (attempts.Waiting.Count > MostWaiting)
            {
                refused = attempts.Waiting.First!.Value;
                attempts.Waiting.RemoveFirst();
            }
            Schedule(key, attempts, now);
        }
        refused?.Refuse();
        return turn;
    }

    private void End(Key key, Outcome outcome)
    {
        lock (_lock)
        {
            var (attempts, now) = (_attempts[key], clock.GetUtcNow());
            attempts.IsBusy = false;
            if (attempts.Last + Memory <= now || outcome == Outcome.Right)
                attempts.Wrong = 0;
            if (outcome == Outcome.Wrong)
            {
                attempts.Wrong++;
                attempts.Last = now;
            }
            attempts.Next = now + PauseAfter(attempts.Wrong);
            if (attempts.Wrong == 0 && attempts.Waiting.Count == 0)
                Forget(key, attempts);
            else
                Schedule(key, attempts, now);
        }
    }

    // Whoever gave up no longer waits; unless its turn has come meanwhile, which goes to the next one.
    private void Leave(Key key, Turn turn)
    {
        lock (_lock)
        {
            if (_attempts.TryGetValue(key, out var attempts) && attempts.Waiting.Remove(turn))
                return;
        }
        if (turn.HasCome)
            End(key, Outcome.Unknown);
    }

    private void Schedule(Key key, Attempts attempts, DateTimeOffset now)
    {
        if (attempts.IsBusy || attempts.Waiting.Last is not { } newest)
            return;
        if (attempts.Next > now)
        {
            attempts.Timer ??= clock.CreateTimer(_ => OnTimer(key), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            attempts.Timer.Change(attempts.Next - now, Timeout.InfiniteTimeSpan);
            return;
        }
        attempts.Waiting.Remove(newest);
        attempts.IsBusy = true;
        newest.Value.Come();
    }

    private void OnTimer(Key key)
    {
        lock (_lock)
        {
            if (_attempts.TryGetValue(key, out var attempts))
                Schedule(key, attempts, clock.GetUtcNow());
        }
    }

    private void MakeRoom(DateTimeOffset now)
    {
        if (_attempts.Count < Capacity)
            return;
        var idle = _attempts.Where(entry => entry.Value is { IsBusy: false, Waiting.Count: 0 }).ToList();
        var old = idle.FindAll(entry => entry.Value.Last + Memory <= now);
        foreach (var (key, attempts) in old.Count > 0 ? old : idle)
            Forget(key, attempts);
    }

    private void Forget(Key key, Attempts attempts)
    {
        _attempts.Remove(key);
        attempts.Timer?.Dispose();
    }

    private static TimeSpan PauseAfter(int wrong) => wrong < Free ? TimeSpan.Zero
        : TimeSpan.FromTicks(Math.Min(FirstPause.Ticks << Math.Min(wrong - Free, 10), LongestPause.Ticks));

    private static IPAddress? NetworkOf(IPAddress? address)
    {
        if (address is not { AddressFamily: AddressFamily.InterNetworkV6 })
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private enum Outcome { Unknown, Right, Wrong }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Key(string Name, IPAddress? Network);

    private sealed class Attempts
    {
        public bool IsBusy { get; set; }

        public int Wrong { get; set; }

        public DateTimeOffset Last { get; set; }

        public DateTimeOffset Next { get; set; }

        public LinkedList<Turn> Waiting { get; } = [];

        public ITimer? Timer { get; set; }
    }

    private sealed class Turn
    {
        private readonly TaskCompletionSource _come = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool HasCome => _come.Task.IsCompletedSuccessfully;

        public void Come() => _come.TrySetResult();

        public void Refuse() => _come.TrySetException(new RequestException(StatusCodes.Status429TooManyRequests,
            "Too many requests with this name wait for a wrong password's pause to end; try again later.")
        {
            RetryAfter = LongestPause,
        });

        public async Task WaitAsync(Action leave, CancellationToken cancellationToken)
        {
            try
            {
                await _come.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                leave();
                throw;
            }
        }
    }
}
