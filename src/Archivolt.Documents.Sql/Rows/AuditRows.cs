using System.Data.Common;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Sql.Databases;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>audit</c>.</summary>
internal static class AuditRows
{
    private const string Columns =
        """
        id AS "Id", event_id AS "EventId", category AS "Category", principal AS "Principal", event_date AS "EventDate",
        log_date AS "LogDate", repository AS "Repository", document_id AS "DocumentId", document_path AS "DocumentPath",
        document_type AS "DocumentType", life_cycle AS "LifeCycle", comment AS "Comment", extended AS "Extended"
        """;

    private const string InsertEntry =
        """
        INSERT INTO audit (event_id, category, principal, event_date, log_date, repository, document_id, document_path, document_type,
            life_cycle, comment, extended)
        VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11)
        """;

    // The index on documents is kept in blocks, see the script.
    private const string Blocks =
        """
        WITH RECURSIVE blocks (block) AS (SELECT MAX(id) / 1024 FROM audit UNION ALL SELECT block - 1 FROM blocks WHERE block > 0)
        """;

    /// <summary>Inserts entries in few messages, not by Dapper: this runs for every download. Returns their numbers.</summary>
    public static Task<IReadOnlyList<long>> InsertAsync(WriteSession session, IReadOnlyList<AuditEntry> entries, DateTimeOffset logDate) =>
        session.InsertEachAsync(InsertEntry, [.. entries.Select(entry => Values(entry, logDate.ToUnixTimeMilliseconds()))]);

    /// <summary>Replaces the further facts of entries, in the order of their numbers, so that two transactions never wait for each other.</summary>
    public static Task CompleteAsync(WriteSession session, SortedDictionary<long, IReadOnlyDictionary<string, string>> facts) =>
        session.ForEachAsync("UPDATE audit SET extended = @p1 WHERE id = @p0", [.. facts.Select(fact => (object?[])[fact.Key, TextJson.WriteReplacing(fact.Value)])]);

    /// <summary>Inserts the entry of a change in the transaction of the change.</summary>
    public static Task RecordAsync(WriteSession session, ChangeNote? note, Document document, TimeProvider clock) =>
        note is null ? Task.CompletedTask : InsertAsync(session, [document.Event(note, clock)], clock.GetUtcNow());

    public static async Task<IReadOnlyList<AuditEntry>> QueryAsync(DbConnection connection, AuditQuery query)
    {
        var conditions = new List<string>();
        var values = new DynamicParameters();
        Restrict("event_id =", "eventId", query.EventId);
        Restrict("principal =", "principal", query.PrincipalName);
        Restrict("repository =", "repository", query.Repository);
        Restrict("id / 1024 = block AND document_id =", "documentId", query.DocumentId);
        Restrict("event_date >=", "since", query.Since?.ToUnixTimeMilliseconds());
        Restrict("event_date <", "until", query.Until?.ToUnixTimeMilliseconds());
        Restrict("id <", "before", query.Before);
        values.Add("limit", query.Limit);
        var where = conditions.Count == 0 ? "" : "WHERE " + string.Join(" AND ", conditions);
        var (blocks, tables) = query.DocumentId is null ? ("", "audit") : (Blocks, "blocks CROSS JOIN audit");
        values.Add("skip", query.Skip);
        // Whole entries are read of the page only, whatever comes before it.
        var page = query.Skip == 0
            ? $"{blocks} SELECT {Columns} FROM {tables} {where} ORDER BY id DESC LIMIT @limit"
            : $"SELECT {Columns} FROM audit WHERE id IN ({blocks} SELECT id FROM {tables} {where} ORDER BY id DESC LIMIT @limit OFFSET @skip) ORDER BY id DESC";
        var rows = await connection.QueryAsync<AuditRow>(page, values);
        return [.. rows.Select(row => row.ToEntry())];

        void Restrict(string comparison, string name, object? value)
        {
            if (value is null)
                return;
            conditions.Add($"{comparison} @{name}");
            values.Add(name, value);
        }
    }

    private static object?[] Values(AuditEntry entry, long written) =>
    [
        Storable(entry.EventId), Storable(entry.Category), Storable(entry.PrincipalName), entry.EventDate.ToUnixTimeMilliseconds(), written,
        Storable(entry.Repository), Storable(entry.DocumentId), Storable(entry.DocumentPath), Storable(entry.DocumentType),
        Storable(entry.LifeCycle), Storable(entry.Comment), entry.Extended.Count == 0 ? null : TextJson.WriteReplacing(entry.Extended),
    ];

    // What happened is to be recorded, whatever stands in a name.
    private static string? Storable(string? text) => text is null ? null : StorableText.Replace(text);
}

/// <summary>A row of table <c>audit</c>.</summary>
internal sealed class AuditRow
{
    public long Id { get; init; }
    public string EventId { get; init; } = "";
    public string? Category { get; init; }
    public string Principal { get; init; } = "";
    public long EventDate { get; init; }
    public long LogDate { get; init; }
    public string? Repository { get; init; }
    public string? DocumentId { get; init; }
    public string? DocumentPath { get; init; }
    public string? DocumentType { get; init; }
    public string? LifeCycle { get; init; }
    public string? Comment { get; init; }
    public string? Extended { get; init; }

    public AuditEntry ToEntry() => new()
    {
        Id = Id,
        EventId = EventId,
        Category = Category,
        PrincipalName = Principal,
        EventDate = DateTimeOffset.FromUnixTimeMilliseconds(EventDate),
        LogDate = DateTimeOffset.FromUnixTimeMilliseconds(LogDate),
        Repository = Repository,
        DocumentId = DocumentId,
        DocumentPath = DocumentPath,
        DocumentType = DocumentType,
        LifeCycle = LifeCycle,
        Comment = Comment,
        Extended = Extended is null ? new Dictionary<string, string>(StringComparer.Ordinal) : TextJson.ReadMap(Extended),
    };
}
