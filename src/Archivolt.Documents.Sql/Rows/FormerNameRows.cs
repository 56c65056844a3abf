using System.Data.Common;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>former_names</c>.</summary>
internal static class FormerNameRows
{
    public static Task DeleteBeforeAsync(DbConnection connection, long time) => connection.ExecuteAsync("DELETE FROM former_names WHERE expires <= @time", new { time });

    /// <summary>Remembers a path; does nothing where the document is no longer there.</summary>
    public static Task PutAsync(DbConnection connection, Document document, string userName, long expires) => connection.ExecuteAsync(
        """
        INSERT INTO former_names (repository, document_id, path, user_name, expires)
        SELECT repository, id, @Path, @userName, @expires FROM documents WHERE repository = @Repository AND id = @Id
        ON CONFLICT (repository, document_id) DO UPDATE SET path = excluded.path, user_name = excluded.user_name, expires = excluded.expires
        """,
        new { document.Repository, document.Id, document.Path, userName, expires });

    public static Task<string?> FindAsync(DbConnection connection, string repository, string path, string userName, long now) => connection.QuerySingleOrDefaultAsync<string>(
        """
        SELECT document_id FROM former_names WHERE repository = @repository AND path = @path AND user_name = @userName AND expires > @now
        ORDER BY expires DESC, document_id LIMIT 1
        """,
        new { repository, path, userName, now });

    public static async Task<bool> HasAsync(DbConnection connection, Document document, long now) => await connection.ExecuteScalarAsync<long>(
        "SELECT COUNT(*) FROM former_names WHERE repository = @Repository AND document_id = @Id AND expires > @now", new { document.Repository, document.Id, now }) > 0;

    public static Task DeleteAsync(DbConnection connection, Document document) =>
        connection.ExecuteAsync("DELETE FROM former_names WHERE repository = @Repository AND document_id = @Id", new { document.Repository, document.Id });
}
