using System.Net;
using Archivolt.AspNetCore.Load;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Load;

public sealed class OpenHandlesTests
{
    private int _open;

    [Fact]
    public void The_reserve_is_taken_by_no_request()
    {
        var handles = new OpenHandles(256, () => _open);
        _open = 224 - 2;
        // The first ones are let in without counting, as the process began with few.
        for (var i = 0; i < 120; i++)
        {
            handles.TryBegin();
            handles.End();
        }
        _open = 224 - 2;
        handles.TryBegin().ShouldBeTrue();
        handles.TryBegin().ShouldBeFalse();
        handles.End();
        handles.End();
        handles.TryBegin().ShouldBeTrue();
    }

    [Fact]
    public void Requests_under_way_count_before_they_have_opened_anything()
    {
        var handles = new OpenHandles(256, () => _open);
        _open = 100;
        Enumerable.Range(0, 500).Count(_ => handles.TryBegin()).ShouldBeInRange(40, 62);
    }

    [Fact]
    public void Without_many_nothing_is_counted()
    {
        var handles = new OpenHandles(1_000_000, () => throw new InvalidOperationException("counted"));
        for (var i = 0; i < 10_000; i++)
            handles.TryBegin().ShouldBeTrue();
    }

    [Fact]
    public async Task A_server_without_handles_answers_503_and_lives()
    {
        var few = new OpenHandles(256, () => _open);
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton(few));
        using var client = server.Client();
        (await client.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK);
        _open = 250;
        HttpResponseMessage answer;
        do
            answer = await client.GetAsync("api/v1/me");
        while (answer.IsSuccessStatusCode);
        (await answer.ShouldBeErrorAsync(HttpStatusCode.ServiceUnavailable)).ShouldContain("open");
        answer.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        (await client.GetAsync("/health/live")).ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/health/ready")).ShouldBe(HttpStatusCode.ServiceUnavailable);
        _open = 50;
        (await client.GetAsync("api/v1/me")).ShouldBe(HttpStatusCode.OK);
    }
}
