using System.Net;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Testing;

namespace Archivolt.AspNetCore.Tests.Security;

public sealed class LoginThrottleTests
{
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private readonly TestClock _clock = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
    private readonly LoginThrottle _throttle;
    private int _verified;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_clock);

    [Fact]
    public async Task After_wrong_passwords_the_right_one_waits_and_is_not_refused()
    {
        await FailAsync("bob", LoginThrottle.Free);
        var right = TryAsync("bob", "right");
        right.IsCompleted.ShouldBeFalse();
        _clock.Advance(LoginThrottle.LongestPause);
        (await right).ShouldBe("right");
        // And from then on nothing waits.
        (await TryAsync("bob", "right")).ShouldBe("right");
    }

    [Fact]
    public async Task Other_names_and_other_networks_wait_for_nobody()
    {
        await FailAsync("bob", LoginThrottle.Free);
        TryAsync("alice", null).IsCompletedSuccessfully.ShouldBeTrue();
        TryAsync("bob", null, IPAddress.Parse("192.0.2.2")).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::ffff:2", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    public async Task An_address_stands_for_the_network_that_one_customer_has(string guesser, string other, bool isSame)
    {
        await FailAsync("bob", LoginThrottle.Free, IPAddress.Parse(guesser));
        TryAsync("bob", null, IPAddress.Parse(other)).IsCompleted.ShouldBe(!isSame);
    }

    [Fact]
    public async Task Of_a_hundred_guesses_at_once_one_is_verified_at_a_time()
    {
        var answer = new TaskCompletionSource<string?>();
        var guesses = Enumerable.Range(0, 100).Select(_ => CountedAsync(answer.Task)).ToList();
        _verified.ShouldBe(1);
        answer.SetResult(null);
        await guesses[0];
        _clock.Advance(TimeSpan.FromMinutes(1));
        // Those that pauses kept back; the first ones may still be under way on other threads.
        _verified.ShouldBeLessThan(LoginThrottle.Free + 20);
    }

    [Fact]
    public void Guesses_in_parallel_are_as_slow_as_one_after_another()
    {
        for (var i = 0; i < 100; i++)
            _ = CountedAsync(Task.FromResult<string?>(null));
        _verified.ShouldBe(LoginThrottle.Free);
    }

    [Fact]
    public async Task Whoever_comes_last_goes_first_and_of_too_many_the_oldest_is_refused()
    {
        await FailAsync("bob", LoginThrottle.Free);
        var waiting = Enumerable.Range(0, LoginThrottle.MostWaiting).Select(_ => TryAsync("bob", null)).ToList();
        var right = TryAsync("bob", "right");
        (await Should.ThrowAsync<RequestException>(waiting[0])).RetryAfter.ShouldBe(LoginThrottle.LongestPause);
        waiting.Skip(1).ShouldAllBe(task => !task.IsCompleted);
        _clock.Advance(LoginThrottle.LongestPause);
        (await right).ShouldBe("right");
    }

    [Fact]
    public async Task Whoever_gives_up_makes_room()
    {
        await FailAsync("bob", LoginThrottle.Free);
        using var gone = new CancellationTokenSource();
        var first = TryAsync("bob", "right");
        var second = _throttle.VerifyAsync("bob", Here, () => Task.FromResult<string?>("right"), gone.Token);
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second);
        _clock.Advance(LoginThrottle.LongestPause);
        (await first).ShouldBe("right");
    }

    [Fact]
    public async Task A_verification_that_fails_is_no_wrong_password_and_holds_nobody_up()
    {
        for (var i = 0; i < LoginThrottle.Free; i++)
            await Should.ThrowAsync<IOException>(_throttle.VerifyAsync<string>("bob", Here, () => throw new IOException("down"), TestContext.Current.CancellationToken));
        TryAsync("bob", "right").IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Wrong_passwords_are_forgotten_in_time()
    {
        await FailAsync("bob", LoginThrottle.Free);
        _clock.Advance(LoginThrottle.Memory);
        await FailAsync("bob", LoginThrottle.Free - 1);
        TryAsync("bob", null).IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public async Task Only_so_many_names_are_remembered()
    {
        await FailAsync("first", LoginThrottle.Free);
        for (var i = 0; i < LoginThrottle.Capacity; i++)
            await FailAsync($"name {i}", 1);
        TryAsync("first", null).IsCompletedSuccessfully.ShouldBeTrue();
    }

    private Task<string?> CountedAsync(Task<string?> answer) => _throttle.VerifyAsync("bob", Here, () =>
    {
        Interlocked.Increment(ref _verified);
        return answer;
    }, TestContext.Current.CancellationToken);

    private Task<string?> TryAsync(string name, string? outcome, IPAddress? address = null) =>
        _throttle.VerifyAsync(name, address ?? Here, () => Task.FromResult(outcome), TestContext.Current.CancellationToken);

    private async Task FailAsync(string name, int times, IPAddress? address = null)
    {
        for (var i = 0; i < times; i++)
            (await TryAsync(name, null, address)).ShouldBeNull();
    }
}
