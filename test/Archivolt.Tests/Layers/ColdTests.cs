using Archivolt.Blobs;
using Archivolt.Layers;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Tests.Layers;

public sealed class ColdTests : IAsyncDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly TestClock _clock = new();
    private readonly MemoryStore _inner = new();
    private readonly MemoryStore _notes = new("notes");
    private readonly Cold _cold;

    public ColdTests() => _cold = new Cold(_inner, _notes, 4 * Hour, _clock);

    public ValueTask DisposeAsync() => _cold.DisposeAsync();

    [Fact]
    public async Task Archived_content_is_listed_and_known_but_not_read()
    {
        await PutAsync("a");
        (await StateAsync("a")).ShouldBe(new ColdStatus(ColdState.Available));

        await _cold.ArchiveAsync("a");

        (await StateAsync("a")).ShouldBe(new ColdStatus(ColdState.Archived));
        (await _cold.StatAsync("a"))!.Value.Length.ShouldBe(1);
        (await _cold.ListAsync().ToListAsync()).Count.ShouldBe(1);
        var refusal = await Should.ThrowAsync<BlobException>(async () => await _cold.OpenAsync("a"));
        (refusal.Error, refusal.Key, refusal.RetryAfter, refusal.IsTransient).ShouldBe((BlobError.Archived, "a", null, false));
        refusal.Message.ShouldContain("archivolt restore");
    }

    [Fact]
    public async Task A_restore_takes_its_time_and_ends_with_it()
    {
        await PutArchivedAsync("a");
        (await _cold.RequestRestoreAsync("a", Day)).ShouldBe(new ColdStatus(ColdState.Restoring, Expected: _clock.GetUtcNow() + 4 * Hour));
        _clock.Advance(Hour);
        (await Should.ThrowAsync<BlobException>(async () => await _cold.OpenAsync("a"))).RetryAfter.ShouldBe(3 * Hour);

        _clock.Advance(3 * Hour);
        (await StateAsync("a")).ShouldBe(new ColdStatus(ColdState.Restored, Until: _clock.GetUtcNow() + Day));
        (await ReadAsync("a")).ShouldBe("a");

        _clock.Advance(Day);
        (await StateAsync("a")).ShouldBe(new ColdStatus(ColdState.Archived));
        await RefusesAsync(BlobError.Archived, async () => await _cold.OpenAsync("a"));
    }

    [Fact]
    public async Task A_restore_is_asked_for_once_and_prolonged_when_it_is_done()
    {
        await PutArchivedAsync("a");
        var first = await _cold.RequestRestoreAsync("a", Day);
        _clock.Advance(Hour);
        (await _cold.RequestRestoreAsync("a", 9 * Day)).ShouldBe(first);
        _clock.Advance(3 * Hour);

        (await _cold.RequestRestoreAsync("a", 2 * Day)).Until.ShouldBe(_clock.GetUtcNow() + 2 * Day);
        (await _cold.RequestRestoreAsync("a", Day)).Until.ShouldBe(_clock.GetUtcNow() + 2 * Day);
    }

    [Fact]
    public async Task Only_readable_content_leaves_cold_storage()
    {
        await PutArchivedAsync("a");
        await RefusesAsync(BlobError.Archived, async () => await _cold.UnarchiveAsync("a"));
        await _cold.RequestRestoreAsync("a", Day);
        await RefusesAsync(BlobError.Archived, async () => await _cold.UnarchiveAsync("a"));
        _clock.Advance(4 * Hour);
        await _cold.UnarchiveAsync("a");
        _clock.Advance(9 * Day);
        (await StateAsync("a")).ShouldBe(new ColdStatus(ColdState.Available));
    }

    [Fact]
    public async Task Archiving_again_does_not_end_a_restore()
    {
        await PutArchivedAsync("a");
        await _cold.RequestRestoreAsync("a", Day);
        await _cold.ArchiveAsync("a");
        (await StateAsync("a"))!.Value.State.ShouldBe(ColdState.Restoring);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Content_that_is_written_again_is_here_again(bool large)
    {
        var provider = new BlobProvider("cold", _cold);
        var content = new byte[large ? 1_000_000 : 10];
        var stored = await provider.WriteAsync(BlobSource.FromBytes(content));
        await _cold.ArchiveAsync(stored.Key.Key);

        var again = await provider.WriteAsync(BlobSource.FromBytes(content));

        again.Key.ShouldBe(stored.Key);
        (await StateAsync(stored.Key.Key)).ShouldBe(new ColdStatus(ColdState.Available));
        (await _notes.ListAsync().ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task No_ability_leads_around_the_tier()
    {
        using var directory = new TestDirectory();
        await using var cold = new Cold(FileStore.Open(new FileStoreOptions { Path = directory["store"] }), new MemoryStore(), Hour, _clock);
        await using (var draft = await cold.BeginWriteAsync())
            await draft.CommitAsync("a");
        await using (var content = await cold.OpenAsync("a"))
            content.LocalFile.ShouldNotBeNull();
        await cold.ArchiveAsync("a");
        (await ((ITouch)cold.GetService(typeof(ITouch))!).TouchAsync("a")).ShouldBeNull();
        cold.GetService(typeof(ISignsUrls)).ShouldBeNull("the store has none");
    }

    [Fact]
    public async Task What_is_not_there_is_not_in_cold_storage_either()
    {
        (await _cold.GetStatusAsync("a")).ShouldBeNull();
        await RefusesAsync(BlobError.NotFound, async () => await _cold.ArchiveAsync("a"));
        await RefusesAsync(BlobError.NotFound, async () => await _cold.RequestRestoreAsync("a", Day));
        await PutArchivedAsync("a");
        await _cold.DeleteAsync("a", DeletionProof.ForTest);
        await RefusesAsync(BlobError.NotFound, async () => await _cold.OpenAsync("a"));
        (await _notes.ListAsync().ToListAsync()).ShouldBeEmpty();
        await _inner.DeleteAsync("a", DeletionProof.ForTest);
    }

    [Fact]
    public async Task A_restart_changes_nothing()
    {
        using var directory = new TestDirectory();
        Cold Open() => new(FileStore.Open(new FileStoreOptions { Path = directory["store"] }), FileStore.Open(new FileStoreOptions { Path = directory["notes"] }), Hour, _clock);
        await using (var cold = Open())
        {
            await using (var draft = await cold.BeginWriteAsync())
                await draft.CommitAsync("a/b:c");
            await cold.ArchiveAsync("a/b:c");
        }
        await using (var cold = Open())
        {
            await RefusesAsync(BlobError.Archived, async () => await cold.OpenAsync("a/b:c"));
            await cold.RequestRestoreAsync("a/b:c", Day);
        }
        _clock.Advance(2 * Hour);
        await using (var cold = Open())
        {
            (await cold.GetStatusAsync("a/b:c"))!.Value.State.ShouldBe(ColdState.Restored);
            await using var content = await cold.OpenAsync("a/b:c");
        }
    }

    [Fact]
    public async Task A_note_that_cannot_be_read_locks_rather_than_opens()
    {
        await PutArchivedAsync("a");
        var note = (await _notes.ListAsync().ToListAsync()).Single().Key;
        await using (var draft = await _notes.BeginWriteAsync(new WriteOptions { Replace = true }))
        {
            await draft.Body.WriteAsync("{"u8.ToArray());
            await draft.CommitAsync(note);
        }
        await RefusesAsync(BlobError.Damaged, async () => await _cold.OpenAsync("a"));
    }

    [Fact]
    public async Task Verifying_tells_archived_content_from_damaged_content()
    {
        var provider = new BlobProvider("cold", _cold);
        var stored = await provider.WriteAsync(BlobSource.FromText("a"));
        await _cold.ArchiveAsync(stored.Key.Key);
        (await provider.VerifyAsync(stored.Key.Key)).Health.ShouldBe(BlobHealth.Archived);
    }

    private async ValueTask<ColdStatus?> StateAsync(string key) => await _cold.GetStatusAsync(key);

    private async Task PutAsync(string key)
    {
        await using var draft = await _cold.BeginWriteAsync();
        await draft.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(key));
        await draft.CommitAsync(key);
    }

    private async Task PutArchivedAsync(string key)
    {
        await PutAsync(key);
        await _cold.ArchiveAsync(key);
    }

    private async Task<string> ReadAsync(string key)
    {
        using var reader = new StreamReader((await _cold.OpenAsync(key)).Body);
        return await reader.ReadToEndAsync();
    }

    private static async Task RefusesAsync(BlobError error, Func<Task> act) => (await Should.ThrowAsync<BlobException>(act)).Error.ShouldBe(error);
}
