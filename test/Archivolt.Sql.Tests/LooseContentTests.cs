using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Sql;

/// <summary>Content that no key has: of writers that died, of deleted and of replaced blobs.</summary>
public abstract class LooseContentTests(SqlSystem system) : IAsyncLifetime
{
    private readonly TestClock _clock = new(DateTimeOffset.UtcNow);
    private TestTable _table = null!;
    private IBlobStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _table = TestTable.Create(system);
        _store = await SqlStore.OpenAsync(_table.Options, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is null)
            return;
        await _store.DisposeAsync();
        await _table.DisposeAsync();
    }

    [Fact]
    public async Task A_draft_that_is_given_up_leaves_nothing()
    {
        await using (var draft = await _store.BeginWriteAsync())
            await draft.Body.WriteAsync(new byte[20_000]);
        (await RowsAsync()).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task What_a_dead_writer_left_is_taken_away_after_a_while_and_a_living_one_goes_on()
    {
        var dead = await _store.BeginWriteAsync();
        await dead.Body.WriteAsync(new byte[20_000]);
        await using var living = await _store.BeginWriteAsync();
        await living.Body.WriteAsync(new byte[10_000]);
        _clock.Advance(_table.Options.AbandonedAfter - TimeSpan.FromMinutes(1));
        (await CleanUpAsync()).ShouldBe(0);
        await living.Body.WriteAsync(new byte[10_000]);
        _clock.Advance(TimeSpan.FromMinutes(2));

        (await CleanUpAsync()).ShouldBe(1);

        (await living.CommitAsync("living")).Length.ShouldBe(20_000);
        (await _store.GetAsync("living")).Length.ShouldBe(20_000);
        (await RowsAsync()).ShouldBe((1, 5, 0));
        var exception = await Should.ThrowAsync<BlobException>(async () => await dead.CommitAsync("dead"));
        exception.Error.ShouldBe(BlobError.Unavailable);
        (await _store.StatAsync("dead")).ShouldBeNull();
    }

    [Fact]
    public async Task Who_reads_deleted_content_reads_it_to_its_end_and_it_goes_after_a_while()
    {
        var bytes = new byte[50_000];
        Random.Shared.NextBytes(bytes);
        await _store.PutAsync("key", bytes);
        await using var content = await _store.OpenAsync("key");
        await _store.DeleteAsync("key", DeletionProof.ForTest);
        (await CleanUpAsync()).ShouldBe(0);
        using var read = new MemoryStream();
        await content.Body.CopyToAsync(read);
        read.ToArray().ShouldBe(bytes);

        _clock.Advance(_table.Options.AbandonedAfter);
        (await CleanUpAsync()).ShouldBe(1);
        (await RowsAsync()).ShouldBe((0, 0, 0));
        content.Body.Position = 0;
        (await Should.ThrowAsync<BlobException>(async () => await content.Body.ReadExactlyAsync(new byte[10]))).Error.ShouldBe(BlobError.IO);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_reads_content_that_was_given_up_before_its_draft_ended_reads_it_to_its_end(bool isReplaced)
    {
        var bytes = new byte[50_000];
        Random.Shared.NextBytes(bytes);
        var draft = await _store.BeginWriteAsync();
        await draft.Body.WriteAsync(bytes);
        await draft.CommitAsync("key");
        await using var content = await _store.OpenAsync("key");
        if (isReplaced)
        {
            await using var other = await _store.BeginWriteAsync(new WriteOptions { Replace = true });
            await other.Body.WriteAsync(new byte[5_000]);
            await other.CommitAsync("key");
        }
        else
        {
            await _store.DeleteAsync("key", DeletionProof.ForTest);
        }
        await draft.DisposeAsync();
        using var read = new MemoryStream();
        await content.Body.CopyToAsync(read);
        read.ToArray().ShouldBe(bytes);
    }

    [Fact]
    public async Task Replaced_content_goes_after_a_while()
    {
        await _store.PutAsync("key", new byte[10_000]);
        await using (var draft = await _store.BeginWriteAsync(new WriteOptions { Key = "key", Replace = true }))
        {
            await draft.Body.WriteAsync(new byte[5_000]);
            await draft.CommitAsync("key");
        }
        _clock.Advance(_table.Options.AbandonedAfter);
        (await CleanUpAsync()).ShouldBe(1);
        (await RowsAsync()).ShouldBe((1, 2, 0));
        (await _store.GetAsync("key")).Length.ShouldBe(5_000);
    }

    [Fact]
    public async Task Sixteen_writers_of_one_key_leave_one_content()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            await using var draft = await _store.BeginWriteAsync();
            await draft.Body.WriteAsync(new byte[10_000]);
            (await draft.CommitAsync("key")).Length.ShouldBe(10_000);
        }));
        (await RowsAsync()).ShouldBe((1, 3, 0));
    }

    [Fact]
    public async Task A_range_reads_only_its_own_rows()
    {
        await _store.PutAsync("key", new byte[40_000]);
        await _table.QueryAsync("DELETE FROM {table}_content WHERE number < 9");
        await using (var end = await _store.OpenAsync("key", ByteRange.Last(1)))
            (await end.Body.ReadAsync(new byte[10])).ShouldBe(1);
        await using var whole = await _store.OpenAsync("key");
        (await Should.ThrowAsync<BlobException>(async () => await whole.Body.ReadExactlyAsync(new byte[10]))).Error.ShouldBe(BlobError.IO);
    }

    private ValueTask<long> CleanUpAsync() => _store.Ability<ICleansTempFiles>()!.CleanUpAsync();

    private async Task<(long Keys, long Content, long Loose)> RowsAsync() => (
        (await _table.QueryAsync("SELECT COUNT(*) FROM {table}")).Single(), (await _table.QueryAsync("SELECT COUNT(*) FROM {table}_content")).Single(),
        (await _table.QueryAsync("SELECT COUNT(*) FROM {table}_loose")).Single());
}

public sealed class SqliteLooseContentTests() : LooseContentTests(SqlSystem.Sqlite);

public sealed class PostgresLooseContentTests() : LooseContentTests(SqlSystem.PostgreSql);

public sealed class MariaDbLooseContentTests() : LooseContentTests(SqlSystem.MySql);
