using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Downloads;
using Archivolt.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Archivolt.Documents.Tests.Downloads;

/// <summary>What becomes of an entry while the audit log fails.</summary>
public sealed class LateRecordsTests : IAsyncDisposable
{
    private readonly TestClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly FailingLog _log = new();
    private readonly LateRecords _records;

    public LateRecordsTests() => _records = new LateRecords(_log, _clock, NullLogger.Instance);

    public ValueTask DisposeAsync() => _records.DisposeAsync();

    [Fact]
    public async Task A_state_that_waits_never_overwrites_a_newer_one()
    {
        var record = await _records.WriteAsync(Entry(1), CancellationToken.None);
        _log.Error = BlobError.NoSpace;
        await _records.CompleteAsync(record, Entry(2));
        _log.Error = null;
        await _records.CompleteAsync(record, Entry(3));
        _clock.Advance(LateRecords.Again);
        _records.Count.ShouldBe(0);
        _log.Sent.ShouldBe(["3"]);
    }

    [Fact]
    public async Task An_entry_waits_once_however_often_it_is_completed()
    {
        _log.Error = BlobError.NoSpace;
        var record = await _records.WriteAsync(Entry(1), CancellationToken.None);
        for (var i = 2; i <= LateRecords.Capacity + 1; i++)
            await _records.CompleteAsync(record, Entry(i));
        var other = await _records.WriteAsync(Entry(7), CancellationToken.None);
        _records.Count.ShouldBe(2);
        _log.Error = null;
        await _records.DisposeAsync();
        _log.Sent.ShouldBe([$"{LateRecords.Capacity + 1}", "7"]);
        (record.Id, other.Id).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Answers_that_begin_while_one_cannot_be_recorded_are_recorded_and_the_failed_one_is_not_counted()
    {
        var download = new LogicalDownload(Entry(0) with { Extended = new Dictionary<string, string>() }, _records);
        _log.Gate = new TaskCompletionSource();
        _log.Error = BlobError.Unavailable;
        var refused = download.Begin([ByteRange.From(0, 100)], isPart: true);
        var refusal = download.RecordAsync();
        var answer = download.Begin([ByteRange.From(200, 50)], isPart: true);
        var recording = download.RecordAsync();
        _log.FailsOnce = true;
        _log.Gate.SetResult();
        (await Should.ThrowAsync<BlobException>(() => refusal)).Error.ShouldBe(BlobError.Unavailable);
        download.Cancel(refused);
        await recording;
        answer.Sent(50);
        await answer.EndAsync();
        _log.Sent.ShouldBe(["50"]);
        _log.Entries[0]["ranges"].ShouldBe("200-249");
    }

    private static AuditEntry Entry(int sent) => new()
    {
        EventId = "download",
        PrincipalName = "bob",
        EventDate = DateTimeOffset.UnixEpoch,
        Extended = new Dictionary<string, string> { ["bytesSent"] = $"{sent}" },
    };

    // A log in memory that fails when the test says so.
    private sealed class FailingLog : IAuditLog
    {
        public List<IReadOnlyDictionary<string, string>> Entries { get; } = [];

        public BlobError? Error { get; set; }

        public bool FailsOnce { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public IEnumerable<string> Sent => Entries.Select(entry => entry["bytesSent"]);

        public async ValueTask<long> WriteAsync(AuditEntry entry, CancellationToken cancellationToken = default)
        {
            await FailAsync();
            Entries.Add(entry.Extended);
            return Entries.Count - 1;
        }

        public async ValueTask CompleteAsync(long id, IReadOnlyDictionary<string, string> extended, CancellationToken cancellationToken = default)
        {
            await FailAsync();
            Entries[(int)id] = extended;
        }

        public Task<IReadOnlyList<AuditEntry>> QueryAsync(AuditQuery query, CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<AuditEntry>>([]);

        private async Task FailAsync()
        {
            if (Gate is { } gate)
                await gate.Task;
            if (Error is not { } error)
                return;
            if (FailsOnce)
                Error = null;
            throw new BlobException(error, "The database cannot be written.");
        }
    }
}
