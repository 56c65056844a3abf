using System.Text.Json;
using System.Text.Json.Serialization;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Column <c>lock_tokens</c>: the tokens of a lock; null for a lock that lasts and has none.</summary>
[JsonSerializable(typeof(KeptLock))]
internal sealed partial class LockJson : JsonSerializerContext
{
    public static string? Write(DocumentLock? held) =>
        held is null or { IsLasting: true, Tokens: [] } ? null : JsonSerializer.Serialize(new KeptLock(held.IsLasting, held.Tokens), Default.KeptLock);

    /// <summary>The lock with the tokens of the column.</summary>
    public static DocumentLock Read(DocumentLock held, string? json) =>
        json is not null && JsonSerializer.Deserialize(json, Default.KeptLock) is { } kept ? held with { IsLasting = kept.IsLasting, Tokens = kept.Tokens } : held;
}

/// <summary>What the column holds.</summary>
/// <param name="IsLasting">As the lock says.</param>
/// <param name="Tokens">The tokens.</param>
internal sealed record KeptLock(bool IsLasting, IReadOnlyList<LockToken> Tokens);
