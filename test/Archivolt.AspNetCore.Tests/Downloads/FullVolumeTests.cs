using System.Net;
using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Downloads;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.AspNetCore.Tests.Downloads;

/// <summary>A download only reads, so a database that cannot be written does not stop it; what was handed out is recorded when it can.</summary>
public sealed class FullVolumeTests
{
    private AuditOnVolume? _audit;

    [Theory]
    [InlineData(BlobError.NoSpace)]
    [InlineData(BlobError.ReadOnly)]
    [InlineData(BlobError.IO)]
    public async Task A_download_goes_out_while_the_audit_cannot_be_written_and_is_recorded_later(BlobError error)
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutBlobAsync(id, "file:content", "content")).ShouldBe(HttpStatusCode.OK);
        _audit!.Error = error;

        (await client.GetStringAsync($"nxfile/default/{id}/file:content")).ShouldBe("content");
        (await client.GetStringAsync($"api/v1/id/{id}/@blob/file:content")).ShouldBe("content");

        server.Get<DownloadService>().Unrecorded.ShouldBe(2);
        var health = await (await client.GetAsync("/health/ready")).ShouldBe(HttpStatusCode.OK).JsonAsync();
        health.Text("status").ShouldBe("degraded");
        health.GetProperty("checks").Text("audit")!.ShouldContain("2 downloads");

        _audit.Error = null;
        await _audit.Recorded.WaitAsync(TestContext.Current.CancellationToken);
        (await server.Get<IAuditLog>().QueryAsync(new AuditQuery { EventId = "download", DocumentId = id }, TestContext.Current.CancellationToken)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_went_out_while_the_audit_could_not_be_written_completes_its_entry_later()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutBlobAsync(id, "file:content", "content")).ShouldBe(HttpStatusCode.OK);
        _audit!.Error = BlobError.NoSpace;
        foreach (var range in new[] { "bytes=0-1", "bytes=4-5" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"nxfile/default/{id}/file:content") { Headers = { { "Range", range } } };
            using var answer = await client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        }

        _audit.Error = null;
        await _audit.Completed.WaitAsync(TestContext.Current.CancellationToken);
        var entry = (await server.Get<IAuditLog>().QueryAsync(new AuditQuery { EventId = "download", DocumentId = id }, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        entry.Extended["bytesSent"].ShouldBe("4");
        entry.Extended["ranges"].ShouldBe("0-1,4-5");
    }

    [Fact]
    public async Task What_is_not_recorded_yet_is_written_when_the_server_stops()
    {
        var server = await StartAsync();
        var id = (await server.CreateAsync()).Uid();
        using (var client = server.Client())
        {
            (await client.PutBlobAsync(id, "file:content", "content")).ShouldBe(HttpStatusCode.OK);
            _audit!.Error = BlobError.NoSpace;
            (await client.GetStringAsync($"nxfile/default/{id}/file:content")).ShouldBe("content");
        }
        _audit.Error = null;
        await server.StopAsync();

        await using var next = await RunningServer.StartAsync(null, server.DataPath);
        (await next.Get<IAuditLog>().QueryAsync(new AuditQuery { EventId = "download", DocumentId = id }, TestContext.Current.CancellationToken))
            .ShouldHaveSingleItem().Extended["bytesSent"].ShouldBe("7");
    }

    [Fact]
    public async Task Whatever_else_stops_the_audit_stops_the_download()
    {
        await using var server = await StartAsync();
        using var client = server.Client();
        var id = (await server.CreateAsync()).Uid();
        (await client.PutBlobAsync(id, "file:content", "content")).ShouldBe(HttpStatusCode.OK);
        _audit!.Error = BlobError.Damaged;
        (await client.GetAsync($"nxfile/default/{id}/file:content")).ShouldBe(HttpStatusCode.InternalServerError);
    }

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(builder =>
    {
        var real = builder.Services.Last(service => service.ServiceType == typeof(IAuditLog));
        builder.Services.Replace(ServiceDescriptor.Singleton<IAuditLog>(services =>
            _audit = new AuditOnVolume((IAuditLog)ActivatorUtilities.CreateInstance(services, real.ImplementationType!))));
    });

    // The real log on a volume that is full when the test says so.
    private sealed class AuditOnVolume(IAuditLog inner) : IAuditLog
    {
        private readonly TaskCompletionSource _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _late;

        public BlobError? Error { get; set; }

        /// <summary>Done when the two late entries are written.</summary>
        public Task Recorded => _recorded.Task;

        /// <summary>Done when an entry says that four bytes went out.</summary>
        public Task Completed => _completed.Task;

        public async ValueTask<long> WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default)
        {
            Fail();
            var id = await inner.WriteAsync(entry, cancellationToken);
            Note(entry.Extended);
            if (entry.EventId == "download" && Interlocked.Increment(ref _late) == 2)
                _recorded.SetResult();
            return id;
        }

        public async ValueTask CompleteAsync(long id, IReadOnlyDictionary<string, string> extended, CancellationToken cancellationToken = default)
        {
            Fail();
            await inner.CompleteAsync(id, extended, cancellationToken);
            Note(extended);
        }

        private void Note(IReadOnlyDictionary<string, string> extended)
        {
            if (extended.GetValueOrDefault("bytesSent") == "4")
                _completed.TrySetResult();
        }

        private void Fail()
        {
            if (Error is { } error)
                throw new BlobException(error, "No room is left for the database; nothing was changed.");
        }

        public Task<IReadOnlyList<AuditEntry>> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default) => inner.QueryAsync(query, cancellationToken);
    }
}
