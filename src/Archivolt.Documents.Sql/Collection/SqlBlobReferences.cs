using System.Runtime.CompilerServices;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Collection;

/// <summary>
/// References read in pages, each starting behind the last row of the one before: no transaction stays open while a slow reader works, and
/// a reference that was there all the time is never missed.
/// </summary>
internal sealed class SqlBlobReferences(Database database) : IBlobReferences
{
    private const int PageSize = 1000;
    private const int KeyPageSize = 10_000;

    public IAsyncEnumerable<BlobReference> ListAsync(string provider, string? afterKey = null, CancellationToken cancellationToken = default) =>
        database.PagesAsync<BlobReference>(
            (connection, last) => ReferenceRows.PageAsync(connection, provider, afterKey ?? "", last, PageSize), PageSize, cancellationToken);

    public async IAsyncEnumerable<string> ListKeysAsync(
        string provider, string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var page = PageAsync(after ?? ""); ;)
        {
            var keys = await page;
            // The next page is read while this one is worked on.
            if (keys.Count == KeyPageSize)
                page = PageAsync(keys[^1]);
            foreach (var key in keys)
                yield return key;
            if (keys.Count < KeyPageSize)
                yield break;
        }

        Task<IReadOnlyList<string>> PageAsync(string position) => Task.Run(() => database.ReadAsync(
            connection => ReferenceRows.KeyPageAsync(connection, provider, position, KeyPageSize), cancellationToken), cancellationToken);
    }

    public Task<IReadOnlyList<string>> ListProvidersAsync(CancellationToken cancellationToken = default) => database.ReadAsync(async connection =>
    {
        var providers = new List<string>();
        for (var last = ""; await ReferenceRows.NextProviderAsync(connection, last) is { } provider; last = provider)
            providers.Add(provider);
        return (IReadOnlyList<string>)providers;
    }, cancellationToken);

    public Task<IReadOnlyList<BlobReference>> FindAsync(string provider, string key, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => ReferenceRows.FindAsync(connection, provider, key), cancellationToken);
}
