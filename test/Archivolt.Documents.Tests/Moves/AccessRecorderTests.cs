using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Moves;
using Archivolt.Testing;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Tests.Moves;

public class AccessRecorderTests
{
    private static readonly BlobKey Key = new("hot", "k");

    private readonly TestClock _clock = new();
    private readonly Written _written = new();
    private readonly TieringOptions _options = new();

    [Fact]
    public async Task A_blob_that_is_read_all_the_time_is_written_once_an_hour()
    {
        var recorder = Recorder();
        for (var minute = 0; minute < 120; minute++)
        {
            recorder.Note(Key);
            await recorder.WriteAsync(_written, CancellationToken.None);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }
        _written.Accesses.ShouldBe([new(Key, _clock.GetUtcNow().AddHours(-2)), new(Key, _clock.GetUtcNow().AddHours(-1))]);
    }

    [Fact]
    public async Task What_could_not_be_written_is_written_the_next_time()
    {
        var recorder = Recorder();
        recorder.Note(Key);
        _written.Failures = 1;
        await Should.ThrowAsync<BlobException>(() => recorder.WriteAsync(_written, CancellationToken.None));
        await recorder.WriteAsync(_written, CancellationToken.None);
        await recorder.WriteAsync(_written, CancellationToken.None);
        _written.Accesses.Count.ShouldBe(1);
    }

    [Fact]
    public async Task More_blobs_than_it_remembers_are_all_written_when_there_is_time_for_it()
    {
        var recorder = Recorder();
        for (var i = 0; i < 250_000; i++)
        {
            recorder.Note(new BlobKey("hot", $"k{i}"));
            if (i % 50_000 == 0)
                await recorder.WriteAsync(_written, CancellationToken.None);
        }
        await recorder.WriteAsync(_written, CancellationToken.None);
        _written.Accesses.Select(access => access.Key).Distinct().Count().ShouldBe(250_000);
    }

    [Fact]
    public async Task Switched_off_it_notes_nothing()
    {
        _options.RecordAccess = false;
        var recorder = Recorder();
        recorder.Note(Key);
        await recorder.WriteAsync(_written, CancellationToken.None);
        _written.Accesses.ShouldBeEmpty();
    }

    private AccessRecorder Recorder() => new(_clock, Options.Create(_options));

    private sealed class Written : IBlobAccess
    {
        public List<KeyValuePair<BlobKey, DateTimeOffset>> Accesses { get; } = [];

        public int Failures { get; set; }

        public Task RecordAsync(IReadOnlyCollection<KeyValuePair<BlobKey, DateTimeOffset>> accesses, CancellationToken cancellationToken = default)
        {
            if (Failures-- > 0)
                throw new BlobException(BlobError.Unavailable, "The database is away.");
            Accesses.AddRange(accesses);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyDictionary<BlobKey, DateTimeOffset>> FindAsync(
            IReadOnlyCollection<BlobKey> keys, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<int> PruneAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
