using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Sql.Databases;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Writes audit entries about users, groups and tokens in the transaction of the change.</summary>
internal static class AccessAudit
{
    private const int MaxNames = 100;

    /// <summary>Somebody did something to a user or group.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="now">When.</param>
    /// <param name="eventId">One of <see cref="AccessEvents"/>.</param>
    /// <param name="subject">The user or group.</param>
    /// <param name="by">Who did it; null for the system.</param>
    /// <param name="facts">Further facts, never a secret.</param>
    public static Task RecordAsync(WriteSession session, DateTimeOffset now, string eventId, string subject, Principal? by, params IEnumerable<KeyValuePair<string, string>> facts) =>
        AuditRows.InsertAsync(session,
        [
            new AuditEntry
            {
                EventId = eventId,
                Category = AccessEvents.Category,
                PrincipalName = (by ?? Principal.System).Name,
                EventDate = now,
                Comment = subject,
                Extended = new Dictionary<string, string>(facts, StringComparer.Ordinal),
            },
        ], now);

    /// <summary>A token was made, or a session began.</summary>
    public static Task TokenCreatedAsync(WriteSession session, DateTimeOffset now, AccessToken token, Principal? by) =>
        RecordAsync(session, now, token.IsSession ? AccessEvents.SignedIn : AccessEvents.TokenCreated, token.UserName, by, Facts(token));

    /// <summary>Tokens were taken away, or a session ended.</summary>
    /// <returns>False where there are none.</returns>
    public static async Task<bool> TokensRevokedAsync(WriteSession session, DateTimeOffset now, IReadOnlyList<AccessToken> tokens, Principal? by)
    {
        foreach (var token in tokens)
            await RecordAsync(session, now, token.IsSession ? AccessEvents.SignedOut : AccessEvents.TokenRevoked, token.UserName, by, Facts(token));
        return tokens.Count > 0;
    }

    /// <summary>Names as a fact, or none where they were not given; of very many the first.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Names(string fact, IReadOnlyList<string>? names) => names is null ? []
        : [new(fact, string.Join(", ", names.Take(MaxNames)) + (names.Count > MaxNames ? $" and {names.Count - MaxNames} more" : ""))];

    private static IEnumerable<KeyValuePair<string, string>> Facts(AccessToken token)
    {
        yield return new("tokenId", token.Id);
        if (!token.IsSession)
            yield return new("label", token.Label);
    }
}
