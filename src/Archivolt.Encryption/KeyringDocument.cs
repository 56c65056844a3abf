using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Archivolt.Encryption;

/// <summary>
/// What a keyring file says: which data keys there are, which one encrypts new content, and all of them wrapped by each master key. In JSON,
/// followed by a line with its SHA-256 against accidental damage; the wrapping itself guards against forgery.
/// </summary>
internal sealed record KeyringDocument(
    string Format, long Generation, string Active, IReadOnlyList<KeyringDocument.DataKey> Keys, IReadOnlyList<KeyringDocument.Master> Masters)
{
    public const string Format1 = "archivolt keyring 1";

    private const string ChecksumPrefix = "sha256 ";

    public sealed record DataKey(string Id, string Created);

    public sealed record Master(string Id, byte[] Wrapped);

    /// <summary>What a master key authenticates: itself, the active key and the list of keys.</summary>
    public byte[] ContextFor(string master) =>
        Encoding.UTF8.GetBytes(string.Join('\n', [Format, master, Active, .. Keys.Select(key => $"{key.Id} {key.Created}")]));

    /// <summary>The data keys of another keyring that this one lacks: content under them is lost where this one takes its place.</summary>
    public IReadOnlyList<string> Lacks(KeyringDocument other) =>
        [.. other.Keys.Select(key => key.Id).Except(Keys.Select(key => key.Id), StringComparer.Ordinal)];

    /// <summary>True when this one may take another's place by itself: it lacks no data key of it, and has more of them or is as new.</summary>
    public bool Supersedes(KeyringDocument other) =>
        Lacks(other).Count == 0 && (Keys.Count > other.Keys.Count || Generation >= other.Generation);

    /// <summary>True when this one counts before another: it has more data keys, or is newer.</summary>
    public bool Precedes(KeyringDocument other) =>
        Supersedes(other) == other.Supersedes(this) ? Generation > other.Generation : Supersedes(other);

    public byte[] ToFile()
    {
        var json = Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(this, KeyringJson.Default.KeyringDocument)).ReplaceLineEndings("\n") + "\n";
        var text = Encoding.UTF8.GetBytes(json);
        return [.. text, .. Encoding.ASCII.GetBytes($"{ChecksumPrefix}{Convert.ToHexStringLower(SHA256.HashData(text))}\n")];
    }

    /// <summary>Reads a file; null and a reason when it is not a whole keyring.</summary>
    public static KeyringDocument? Read(ReadOnlySpan<byte> file, out string? problem)
    {
        var checksumLength = ChecksumPrefix.Length + (2 * SHA256.HashSizeInBytes) + 1;
        problem = "its checksum is wrong";
        if (file.Length < checksumLength)
            return null;
        var text = file[..^checksumLength];
        var checksum = $"{ChecksumPrefix}{Convert.ToHexStringLower(SHA256.HashData(text))}\n";
        if (!file[^checksumLength..].SequenceEqual(Encoding.ASCII.GetBytes(checksum)))
            return null;
        try
        {
            var document = JsonSerializer.Deserialize(text, KeyringJson.Default.KeyringDocument);
            problem = document switch
            {
                null or { Keys: null } or { Masters: null } => "it says nothing",
                { Format: not Format1 } => $"it has the format '{document.Format}', and this version reads '{Format1}'",
                _ when document.Keys.All(key => key.Id != document.Active) => "its active key is not among its keys",
                _ => null,
            };
            return problem is null ? document : null;
        }
        catch (JsonException exception)
        {
            problem = exception.Message;
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeyringDocument))]
internal sealed partial class KeyringJson : JsonSerializerContext;
