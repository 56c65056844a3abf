using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;
using Dapper;

namespace Archivolt.Documents.Sql.Dispatch;

/// <summary>Applied rules in SQL.</summary>
internal sealed partial class SqlRuleHistory(Database database, TimeProvider clock) : IRuleHistory
{
    private const string Lock = "rules";
    private const string Columns = "number AS \"Number\", rules AS \"Rules\", applied_by AS \"By\", applied AS \"Applied\"";

    public Task<AppliedRules?> FindNewerAsync(long number, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection => (await connection.QueryFirstOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM applied_rules WHERE number > @number ORDER BY number DESC LIMIT 1", new { number }))?.ToRules(), cancellationToken);

    public Task<AppliedRules?> FindAsync(long number, CancellationToken cancellationToken = default) => database.ReadAsync(
        async connection => (await connection.QueryFirstOrDefaultAsync<Row>($"SELECT {Columns} FROM applied_rules WHERE number = @number", new { number }))?.ToRules(), cancellationToken);

    public Task<IReadOnlyList<AppliedRules>> ListAsync(int limit, CancellationToken cancellationToken = default) => database.ReadAsync<IReadOnlyList<AppliedRules>>(
        async connection => [.. (await connection.QueryAsync<Row>($"SELECT {Columns} FROM applied_rules ORDER BY number DESC LIMIT @limit", new { limit })).Select(row => row.ToRules())],
        cancellationToken);

    public Task<AppliedRules?> AddAsync(IReadOnlyList<DispatchRule>? rules, long? expected, Principal? by, CancellationToken cancellationToken = default) =>
        database.WriteAsync(async session =>
        {
            await database.LockAsync(session.Connection, Lock);
            var newest = await NewestAsync(session.Connection);
            if (expected is not null && expected != newest)
                return null;
            var now = clock.GetUtcNow();
            var row = new Row
            {
                Number = newest + 1,
                Rules = rules is null ? null : JsonSerializer.Serialize([.. rules.Select(rule => new StoredRule(rule.When, rule.Provider))], RulesJson.Default.StoredRuleArray),
                By = (by ?? Principal.System).Name,
                Applied = now.ToUnixTimeMilliseconds(),
            };
            await session.Connection.ExecuteAsync("INSERT INTO applied_rules (number, rules, applied_by, applied) VALUES (@Number, @Rules, @By, @Applied)", row);
            await AuditRows.InsertAsync(session, [EntryOf(row, rules, now)], now);
            return row.ToRules();
        }, Commit.Durable, cancellationToken);

    private static async Task<long> NewestAsync(DbConnection connection) => await connection.ExecuteScalarAsync<long?>("SELECT MAX(number) FROM applied_rules") ?? 0;

    private static AuditEntry EntryOf(Row row, IReadOnlyList<DispatchRule>? rules, DateTimeOffset now) => new()
    {
        EventId = rules is null ? RuleEvents.Returned : RuleEvents.Applied,
        PrincipalName = row.By,
        EventDate = now,
        Comment = row.Number.ToString(CultureInfo.InvariantCulture),
        Extended = new Dictionary<string, string>(StringComparer.Ordinal),
    };

    private sealed record StoredRule(string When, string Provider);

    private sealed class Row
    {
        public required long Number { get; init; }

        public required string? Rules { get; init; }

        public required string By { get; init; }

        public required long Applied { get; init; }

        public AppliedRules ToRules() => new(
            Number,
            Rules is null ? null : [.. JsonSerializer.Deserialize(Rules, RulesJson.Default.StoredRuleArray)!.Select(rule => new DispatchRule(rule.When, rule.Provider))],
            By,
            DateTimeOffset.FromUnixTimeMilliseconds(Applied));
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(StoredRule[]))]
    private sealed partial class RulesJson : JsonSerializerContext;
}
