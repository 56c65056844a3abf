using System.Data.Common;
using Archivolt.Providers;
using Archivolt.Stores;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Table <c>quarantine</c>.</summary>
internal static class QuarantineRows
{
    private const string Columns =
        """
        provider AS "Provider", key AS "Key", found AS "Found", damage AS "Damage", detail AS "Detail", length AS "Length", place AS "Place",
        ending AS "Ending", ended AS "Ended"
        """;

    private const string Find = $"SELECT {Columns} FROM quarantine WHERE provider = @provider AND key = @key AND ending IS NULL";

    private const string Update =
        """
        UPDATE quarantine SET damage = @Damage, detail = @Detail, length = @Length, place = COALESCE(@Place, place)
        WHERE provider = @Provider AND key = @Key AND ending IS NULL
        """;

    private const string LastFound = "SELECT MAX(found) FROM quarantine WHERE provider = @Provider AND key = @Key";

    private const string Insert =
        """
        INSERT INTO quarantine (provider, key, found, damage, detail, length, place)
        VALUES (@Provider, @Key, @Found, @Damage, @Detail, @Length, @Place)
        """;

    private const string End =
        "UPDATE quarantine SET ending = @ending, ended = @now WHERE provider = @provider AND key = @key AND ending IS NULL";

    private const string Count = "SELECT provider AS \"Provider\", COUNT(*) AS \"Number\" FROM quarantine WHERE ending IS NULL GROUP BY provider";

    public static Task<QuarantineRow?> FindAsync(DbConnection connection, string provider, string key) =>
        connection.QuerySingleOrDefaultAsync<QuarantineRow>(Find, new { provider, key });

    public static async Task PutAsync(DbConnection connection, QuarantineRow row)
    {
        if (await connection.ExecuteAsync(Update, row) > 0)
            return;
        // Two cases of one key in one millisecond are told apart.
        var last = await connection.ExecuteScalarAsync<long?>(LastFound, row);
        row.Found = Math.Max(row.Found, (last ?? -1) + 1);
        await connection.ExecuteAsync(Insert, row);
    }

    public static async Task<bool> EndAsync(DbConnection connection, string provider, string key, QuarantineEnd end, long now) =>
        await connection.ExecuteAsync(End, new { provider, key, ending = end.ToString(), now }) > 0;

    public static async Task<IReadOnlyDictionary<string, long>> CountAsync(DbConnection connection) =>
        (await connection.QueryAsync<(string Provider, long Number)>(Count)).ToDictionary(row => row.Provider, row => row.Number, StringComparer.Ordinal);

    /// <summary>The rows behind the last one of the page before, or the first ones.</summary>
    public static async Task<IReadOnlyList<QuarantineRow>> PageAsync(
        DbConnection connection, string? provider, bool ended, QuarantineRow? last, int limit)
    {
        var conditions = new List<string>();
        if (provider is not null)
            conditions.Add("provider = @provider");
        if (!ended)
            conditions.Add("ending IS NULL");
        if (last is not null)
            conditions.Add("(provider, key, found) > (@afterProvider, @afterKey, @afterFound)");
        var where = conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";
        return (await connection.QueryAsync<QuarantineRow>(
            $"SELECT {Columns} FROM quarantine {where} ORDER BY provider, key, found LIMIT @limit",
            new { provider, afterProvider = last?.Provider, afterKey = last?.Key, afterFound = last?.Found, limit })).AsList();
    }
}

/// <summary>A row of table <c>quarantine</c>.</summary>
internal sealed class QuarantineRow
{
    public string Provider { get; init; } = "";
    public string Key { get; init; } = "";
    public long Found { get; set; }
    public string Damage { get; init; } = "";
    public string Detail { get; init; } = "";
    public long Length { get; init; }
    public string? Place { get; init; }
    public string? Ending { get; init; }
    public long? Ended { get; init; }

    public static QuarantineRow Of(QuarantinedBlob blob) => new()
    {
        Provider = blob.Provider,
        Key = blob.Key,
        Found = blob.Found.ToUnixTimeMilliseconds(),
        Damage = blob.Damage.ToString(),
        Detail = blob.Detail,
        Length = blob.Length,
        Place = blob.Place,
    };

    public QuarantinedBlob ToBlob() => new()
    {
        Provider = Provider,
        Key = Key,
        Found = DateTimeOffset.FromUnixTimeMilliseconds(Found),
        Damage = RowEnum.Read(Damage, BlobDamage.Unreadable),
        Detail = Detail,
        Length = Length,
        Place = Place,
        End = Ending is null ? null : RowEnum.Read(Ending, QuarantineEnd.Lost),
        Ended = Ended is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(ended) : null,
    };
}
