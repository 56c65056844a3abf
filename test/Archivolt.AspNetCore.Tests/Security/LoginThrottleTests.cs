using System.Net;
using Archivolt.AspNetCore.Security;
using Archivolt.Testing;

namespace Archivolt.AspNetCore.Tests.Security;

public sealed class LoginThrottleTests
{
    private readonly TestClock _clock = new(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_clock);

    [Fact]
    public void A_name_is_blocked_after_the_allowed_attempts_and_free_again_after_the_window()
    {
        Fail("bob", LoginThrottle.Allowed - 1);
        _throttle.Blocked("bob", IPAddress.Loopback).ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(20));
        Fail("bob", 1);
        _throttle.Blocked("bob", IPAddress.Loopback).ShouldBe(LoginThrottle.Window - TimeSpan.FromSeconds(20));
        _clock.Advance(LoginThrottle.Window - TimeSpan.FromSeconds(20));
        _throttle.Blocked("bob", IPAddress.Loopback).ShouldBeNull();
    }

    [Fact]
    public void Other_names_and_other_addresses_are_not_blocked()
    {
        Fail("bob", LoginThrottle.Allowed);
        _throttle.Blocked("alice", IPAddress.Loopback).ShouldBeNull();
        _throttle.Blocked("bob", IPAddress.IPv6Loopback).ShouldBeNull();
    }

    [Fact]
    public void The_right_password_forgets_wrong_ones()
    {
        Fail("bob", LoginThrottle.Allowed - 1);
        _throttle.Succeeded("bob", IPAddress.Loopback);
        Fail("bob", LoginThrottle.Allowed - 1);
        _throttle.Blocked("bob", IPAddress.Loopback).ShouldBeNull();
    }

    [Fact]
    public void Only_so_many_names_are_remembered()
    {
        Fail("first", LoginThrottle.Allowed);
        for (var i = 0; i < LoginThrottle.Capacity; i++)
            Fail($"name {i}", 1);
        _throttle.Blocked("first", IPAddress.Loopback).ShouldBeNull();
    }

    private void Fail(string name, int times)
    {
        for (var i = 0; i < times; i++)
            _throttle.Failed(name, IPAddress.Loopback);
    }
}
