using Archivolt.Blobs;
using Archivolt.Layers;
using Archivolt.Stores;
using Archivolt.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Tests.Layers;

public sealed class RetainedTests : IAsyncDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly Retention Hold = new(null, LegalHold: true);

    private readonly TestClock _clock = new();
    private readonly MemoryStore _notes = new("notes");
    private readonly Retained _store;

    public RetainedTests() => _store = new Retained(new MemoryStore(), _notes, _clock);

    private Retention ForADay => new(_clock.GetUtcNow() + Day, LegalHold: false);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Until_the_time_is_over_nothing_replaces_or_deletes()
    {
        await WriteAsync("a", "1");
        await _store.SetRetentionAsync("a", ForADay);

        await RefusesAsync(() => WriteAsync("a", "2", replace: true));
        await RefusesAsync(async () => await _store.DeleteAsync("a", DeletionProof.ForTest));
        await WriteAsync("a", "2");
        (await ReadAsync("a")).ShouldBe("1");

        _clock.Advance(Day);
        await WriteAsync("a", "2", replace: true);
        (await ReadAsync("a")).ShouldBe("2");
        (await _store.DeleteAsync("a", DeletionProof.ForTest)).ShouldBeTrue();
        (await _notes.ListAsync().ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_time_that_runs_becomes_longer_only_and_a_hold_can_be_taken_off()
    {
        await WriteAsync("a", "1");
        var retention = ForADay;
        await _store.SetRetentionAsync("a", retention with { LegalHold = true });
        await RefusesAsync(async () => await _store.SetRetentionAsync("a", Retention.None));
        await RefusesAsync(async () => await _store.SetRetentionAsync("a", Hold));
        await RefusesAsync(async () => await _store.SetRetentionAsync("a", retention with { Until = retention.Until - TimeSpan.FromSeconds(1) }));
        await _store.SetRetentionAsync("a", retention);
        (await _store.GetRetentionAsync("a")).ShouldBe(retention);
        _clock.Advance(Day);
        await _store.SetRetentionAsync("a", Retention.None);
        (await _store.GetRetentionAsync("a")).ShouldBe(Retention.None);
    }

    [Fact]
    public async Task Only_what_is_there_is_locked()
    {
        (await Should.ThrowAsync<BlobException>(async () => await _store.SetRetentionAsync("a", Hold))).Error.ShouldBe(BlobError.NotFound);
        (await _store.GetRetentionAsync("a")).ShouldBe(Retention.None);
    }

    [Fact]
    public void No_order_of_writes_deletions_locks_and_time_changes_content_under_retention() => Check.QuickThrowOnFailure(
        Prop.ForAll(Gen.Choose(0, 6).ListOf().ToArbitrary(), steps => HoldsAsync(steps).GetAwaiter().GetResult()));

    private static async Task<bool> HoldsAsync(IList<int> steps)
    {
        var clock = new TestClock();
        await using var inner = new MemoryStore();
        await using var store = new Retained(inner, new MemoryStore(), clock);
        string? kept = null;
        var retention = Retention.None;
        for (var i = 0; i < steps.Count; i++)
        {
            try
            {
                switch (steps[i])
                {
                    case 0:
                        await WriteAsync(store, "a", $"{i}", replace: true);
                        break;
                    case 1:
                        await store.DeleteAsync("a", DeletionProof.ForTest);
                        break;
                    case 2:
                        await Lock(new Retention(clock.GetUtcNow() + Day, retention.LegalHold));
                        break;
                    case 3:
                        await Lock(retention with { LegalHold = true });
                        break;
                    case 4:
                        await Lock(retention with { LegalHold = false });
                        break;
                    case 5:
                        await Lock(Retention.None);
                        break;
                    default:
                        clock.Advance(Day / 2);
                        break;
                }
            }
            catch (BlobException exception) when (exception.Error is BlobError.Retained or BlobError.NotFound)
            {
                // Refused: what counts is what is there.
            }
            if (retention.HoldsAt(clock.GetUtcNow()) && await ReadAsync(store, "a") != kept)
                return false;
        }
        return true;

        async Task Lock(Retention wanted)
        {
            await store.SetRetentionAsync("a", wanted);
            kept = retention.HoldsAt(clock.GetUtcNow()) ? kept : await ReadAsync(store, "a");
            retention = wanted;
        }
    }

    private Task WriteAsync(string key, string content, bool replace = false) => WriteAsync(_store, key, content, replace);

    private static async Task WriteAsync(IBlobStore store, string key, string content, bool replace)
    {
        await using var draft = await store.BeginWriteAsync(new WriteOptions { Replace = replace });
        await draft.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content));
        await draft.CommitAsync(key);
    }

    private Task<string?> ReadAsync(string key) => ReadAsync(_store, key);

    private static async Task<string?> ReadAsync(IBlobStore store, string key)
    {
        if (await store.StatAsync(key) is null)
            return null;
        using var reader = new StreamReader((await store.OpenAsync(key)).Body);
        return await reader.ReadToEndAsync();
    }

    private static async Task RefusesAsync(Func<Task> act) => (await Should.ThrowAsync<BlobException>(act)).Error.ShouldBe(BlobError.Retained);
}
