using System.Data.Common;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>synchronization_roots</c>.</summary>
internal static class SynchronizationRows
{
    private const string Row = "user_name = @userName AND repository = @repository AND document_id = @documentId";

    public static async Task<IReadOnlyList<(string Repository, string DocumentId)>> ListAsync(DbConnection connection, string userName) =>
        (await connection.QueryAsync<(string, string)>(
            "SELECT repository, document_id FROM synchronization_roots WHERE user_name = @userName ORDER BY created, document_id", new { userName })).AsList();

    /// <summary>Inserts a root; false when it is there, or when there is no such user or document.</summary>
    public static async Task<bool> InsertAsync(DbConnection connection, string userName, string repository, string documentId, long created) => await connection.ExecuteAsync(
        """
        INSERT INTO synchronization_roots (user_name, repository, document_id, created)
        SELECT u.name, d.repository, d.id, @created FROM users u, documents d WHERE u.name = @userName AND d.repository = @repository AND d.id = @documentId
        ON CONFLICT (user_name, repository, document_id) DO NOTHING
        """,
        new { userName, repository, documentId, created }) == 1;

    public static async Task<bool> DeleteAsync(DbConnection connection, string userName, string repository, string documentId) =>
        await connection.ExecuteAsync($"DELETE FROM synchronization_roots WHERE {Row}", new { userName, repository, documentId }) == 1;
}
