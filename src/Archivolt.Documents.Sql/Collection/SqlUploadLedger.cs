using System.Data.Common;
using Archivolt.Blobs;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Archivolt.Jobs;
using Archivolt.Providers;

namespace Archivolt.Documents.Sql.Collection;

/// <summary>Uploads in SQL. A reservation shares its transaction with others that wait, and is not flushed by itself.</summary>
internal sealed class SqlUploadLedger(Database database, TimeProvider clock) : IUploadLedger
{
    private const int PageSize = 500;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    public async ValueTask<Guid> ReserveAsync(string provider, string key, long? length = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(provider);
        ArgumentException.ThrowIfNullOrEmpty(key);
        var upload = Guid.CreateVersion7();
        var started = clock.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            // What a power cut takes from a relaxed commit is either followed by nothing durable, or was flushed with it: they share one log.
            if (await database.WriteAsync(session => OpenAsync(session, provider, key, upload, length), Commit.Relaxed, cancellationToken))
                return upload;
            if (clock.GetElapsedTime(started) > LongestWait)
                throw new BlobException(BlobError.Timeout, $"The old content of '{provider}:{key}' is being deleted, and that does not end; try again.");
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    public IAsyncEnumerable<Upload> ListAsync(string? provider = null, TimeSpan olderThan = default, CancellationToken cancellationToken = default) =>
        database.PagesAsync<UploadRow>((connection, last) => PageAsync(connection, provider, last, olderThan), PageSize, cancellationToken)
            .Select(row => row.ToUpload());

    public async Task<long> CondemnAbandonedAsync(string provider, TimeSpan olderThan, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        var closed = 0L;
        while (true)
        {
            var page = await database.ReadAsync(async connection => await UploadRows.AbandonedPageAsync(
                connection, provider, await database.NowAsync(connection) - Milliseconds(olderThan), PageSize), cancellationToken);
            if (page.Count == 0)
                return closed;
            closed += await database.WriteAsync(async session =>
            {
                var now = await database.NowAsync(session.Connection);
                var due = now + Milliseconds(grace);
                var mine = 0L;
                foreach (var row in page)
                {
                    if (!await UploadRows.DeleteAsync(session, row.Provider, row.Key, Guid.Parse(row.Id)))
                        continue;
                    mine++;
                    await CondemnedRows.CondemnAsync(session, row.Provider, row.Key, row.Length, CollectionReason.Abandoned, now, due);
                }
                return mine;
            }, Commit.RelaxedBackground, cancellationToken);
        }
    }

    // The steps "reserve" and "restore" of the model, in one transaction.
    private async Task<bool> OpenAsync(WriteSession session, string provider, string key, Guid upload, long? length)
    {
        await database.LockAsync(session.Connection, CondemnedKey.Lock(provider, key));
        var now = await database.NowAsync(session.Connection);
        // Nearly always nothing is condemned, and one statement is all.
        return await InsertAsync() || (await CondemnedRows.RestoreOrEndAsync(session, provider, key, now) > 0 && await InsertAsync());

        Task<bool> InsertAsync() => UploadRows.InsertAsync(session, provider, key, upload, length, now, JobLeases.Holder);
    }

    private async Task<IReadOnlyList<UploadRow>> PageAsync(DbConnection connection, string? provider, UploadRow? last, TimeSpan olderThan) =>
        await UploadRows.PageAsync(connection, provider, last, await database.NowAsync(connection) - Milliseconds(olderThan), PageSize);

    private static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;
}
