using Archivolt.Documents.Sql.Databases;
using Microsoft.Data.Sqlite;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteWriteLaneTests
{
    [Fact]
    public async Task A_connection_that_is_lost_fails_every_writer_now_and_later()
    {
        var connection = new SqliteConnection("Data Source=:memory:;Pooling=False");
        await connection.OpenAsync();
        await using var lane = new SqliteWriteLane(connection, new ChangeCounter(TimeProvider.System, rows: 1, () => Task.FromResult<IEnumerable<ChangeCount>>([])), () => { });
        var isQueued = new TaskCompletionSource();
        var first = lane.RunAsync<int>(async _ =>
        {
            await isQueued.Task;
            await connection.CloseAsync();
            throw new InvalidOperationException("The connection is lost.");
        }, Commit.Durable, CancellationToken.None);
        var waiting = lane.RunAsync(_ => Task.FromResult(1), Commit.Durable, CancellationToken.None);
        isQueued.SetResult();
        foreach (var writer in new[] { first, waiting })
            await FailsAsync(writer);
        await FailsAsync(lane.RunAsync(_ => Task.FromResult(1), Commit.Durable, CancellationToken.None));

        // Without an answer it would wait for ever.
        static Task FailsAsync(Task writer) => Should.ThrowAsync<Exception>(() => writer.WaitAsync(TimeSpan.FromSeconds(30)))
            .ContinueWith(thrown => thrown.Result.ShouldNotBeOfType<TimeoutException>(), TaskScheduler.Default);
    }
}
