using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Archivolt.Documents.Sql.Databases;
using Archivolt.Documents.Sql.Rows;

namespace Archivolt.Documents.Sql.Linked;

/// <summary>Connected accounts in SQL. They go with their user.</summary>
internal sealed partial class SqlLinkedAccountStore(Database database, TimeProvider clock) : ILinkedAccountStore
{
    private const int MaxAccounts = 20;

    public Task<IReadOnlyList<LinkedAccount>> ListAsync(string? provider = null, string? userName = null, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => LinkedRows.ListAsync(connection, provider, userName), cancellationToken);

    public Task<LinkedAccount?> FindAsync(long id, CancellationToken cancellationToken = default) =>
        database.ReadAsync(connection => LinkedRows.FindAsync(connection, id), cancellationToken);

    public Task<LinkedAccount?> ConnectAsync(
        string provider, string userName, string account, SealedTokens tokens, Principal? by, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        if (!StorableText.IsStorable(account))
            throw new DocumentException(DocumentError.Invalid, "The vendor's name of the account cannot be stored.");
        return database.WriteAsync(async session =>
        {
            var known = await LinkedRows.ListAsync(session.Connection, provider, userName);
            if (known.Count >= MaxAccounts && known.All(other => other.Account != account))
                throw new DocumentException(DocumentError.Invalid, $"A user connects at most {MaxAccounts} accounts of '{provider}'; disconnect one first.");
            if (await LinkedRows.UpsertAsync(session.Connection, provider, userName, account, tokens, Now) is not { } connected)
                return null;
            await AccessAudit.RecordAsync(session, clock.GetUtcNow(), AccessEvents.AccountConnected, userName, by, Facts(connected));
            return connected;
        }, Commit.Durable, cancellationToken);
    }

    public Task<bool> DisconnectAsync(long id, Principal? by, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        if (await LinkedRows.DeleteAsync(session.Connection, id) is not { } account)
            return false;
        await AccessAudit.RecordAsync(session, clock.GetUtcNow(), AccessEvents.AccountDisconnected, account.UserName, by, Facts(account));
        return true;
    }, Commit.Durable, cancellationToken);

    public Task<bool> TryBeginRefreshAsync(long id, TimeSpan time, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        // By the clock of the database, which all servers share.
        var now = await database.NowAsync(session.Connection);
        return await LinkedRows.BeginRefreshAsync(session.Connection, id, now, now + (long)time.TotalMilliseconds);
    }, Commit.Relaxed, cancellationToken);

    public Task EndRefreshAsync(long id, SealedTokens? tokens, string? problem, CancellationToken cancellationToken = default) =>
        DoAsync(session => LinkedRows.EndRefreshAsync(session.Connection, id, tokens, problem), cancellationToken);

    public Task SetCursorAsync(long id, string? cursor, CancellationToken cancellationToken = default) =>
        DoAsync(session => LinkedRows.SetCursorAsync(session.Connection, id, cursor), cancellationToken);

    public async Task<LinkedServiceSettings?> FindSettingsAsync(string provider, CancellationToken cancellationToken = default) =>
        await database.ReadAsync(connection => LinkedRows.FindSettingsAsync(connection, provider), cancellationToken) is { } json
            ? JsonSerializer.Deserialize(json, SettingsJson.Default.LinkedServiceSettings)
            : null;

    public Task<bool> SetSettingsAsync(string provider, LinkedServiceSettings? settings, Principal? by, CancellationToken cancellationToken = default) => database.WriteAsync(async session =>
    {
        if (settings is null && !await LinkedRows.DeleteSettingsAsync(session.Connection, provider))
            return false;
        if (settings is not null)
            await LinkedRows.SetSettingsAsync(session.Connection, provider, JsonSerializer.Serialize(settings, SettingsJson.Default.LinkedServiceSettings));
        await AccessAudit.RecordAsync(session, clock.GetUtcNow(), AccessEvents.LinkedServiceChanged, provider, by);
        return true;
    }, Commit.Durable, cancellationToken);

    private Task<bool> DoAsync(Func<WriteSession, Task> work, CancellationToken cancellationToken) => database.WriteAsync(async session =>
    {
        await work(session);
        return true;
    }, Commit.Durable, cancellationToken);

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static IEnumerable<KeyValuePair<string, string>> Facts(LinkedAccount account) => [new("provider", account.Provider), new("account", account.Account)];

    [JsonSerializable(typeof(LinkedServiceSettings))]
    private sealed partial class SettingsJson : JsonSerializerContext;
}
