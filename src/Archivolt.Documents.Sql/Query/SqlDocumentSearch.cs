using Archivolt.Documents.Query;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Query;

/// <summary>Queries in SQL.</summary>
internal sealed class SqlDocumentSearch(Database database, SchemaRegistry schemas) : IDocumentSearch
{
    private readonly PropertySql _properties = database is PostgresDatabase ? new PropertySql.Postgres() : new PropertySql.Sqlite();

    public Task<IReadOnlyList<Document>> FindAsync(
        string repository, NxqlQuery query, int offset, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var sql = NxqlSql.Of(repository, query, _properties, schemas);
        sql.Parameters.AddDynamicParams(new { offset, limit });
        return database.ReadAsync<IReadOnlyList<Document>>(async connection =>
            [.. (await DocumentRows.QueryAsync(connection, sql.Where, sql.OrderBy, sql.Parameters)).Select(row => row.ToDocument())], cancellationToken);
    }

    public Task<long> CountAsync(string repository, NxqlQuery query, int limit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sql = NxqlSql.Of(repository, query, _properties, schemas);
        sql.Parameters.AddDynamicParams(new { limit });
        return database.ReadAsync(connection => DocumentRows.CountAsync(connection, sql.Where, sql.Parameters), cancellationToken);
    }
}
