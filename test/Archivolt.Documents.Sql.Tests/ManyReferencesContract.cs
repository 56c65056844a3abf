using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

/// <summary>Measures the memory of the process, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;

[Collection(nameof(AloneCollection))]
public sealed class SqliteManyReferencesTests() : ManyReferencesContract(new SqliteTestDatabase());

[Collection(nameof(AloneCollection))]
public sealed class PostgresManyReferencesTests() : ManyReferencesContract(new PostgresTestDatabase());

public abstract class ManyReferencesContract(TestDatabase database) : SqlContract(database)
{
    [Fact]
    public async Task A_hundred_thousand_references_stream_in_order_within_a_few_megabytes()
    {
        const int Count = 100_000;
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        await Database.SqlAsync(
            $"""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {Count})
            INSERT INTO blob_references (repository, document_id, xpath, provider, key)
            SELECT 'default', '{document.Id}', 'x:' || n, 'default', CAST(1000000 + n * 7919 % 1000003 AS TEXT) FROM numbers
            """);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long count = 0, peak = 0, inOrder = 0;
        var last = "";
        await foreach (var reference in Node.References.ListAsync("default"))
        {
            inOrder += string.CompareOrdinal(last, reference.Key) < 0 ? 1 : 0;
            last = reference.Key;
            if (++count % 10_000 == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        }
        (count, inOrder).ShouldBe((Count, Count));
        peak.ShouldBeLessThan(4 * 1024 * 1024);
    }
}
