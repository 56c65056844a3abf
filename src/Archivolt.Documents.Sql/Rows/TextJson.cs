using System.Text.Json;
using System.Text.Json.Serialization;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Small columns of texts as JSON.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class TextJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<string> texts) => JsonSerializer.Serialize(texts, Default.IReadOnlyListString);

    public static string Write(IReadOnlyDictionary<string, string> texts) =>
        JsonSerializer.Serialize(texts, Default.IReadOnlyDictionaryStringString);

    public static IReadOnlyList<string> ReadList(string json) =>
        string.Equals(json, "[]", StringComparison.Ordinal) ? [] : JsonSerializer.Deserialize(json, Default.IReadOnlyListString) ?? [];

    public static IReadOnlyDictionary<string, string> ReadMap(string json) =>
        JsonSerializer.Deserialize(json, Default.IReadOnlyDictionaryStringString) ?? new Dictionary<string, string>(StringComparer.Ordinal);
}
