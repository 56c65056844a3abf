using System.Text.Json;
using System.Text.Json.Serialization;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>Small columns of texts as JSON.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
internal sealed partial class TextJson : JsonSerializerContext
{
    /// <summary>The texts as JSON.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: a text holds half a surrogate pair, for which JSON would have U+FFFD.</exception>
    public static string Write(IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
            StorableText.CheckWellFormed(text);
        return JsonSerializer.Serialize(texts, Default.IReadOnlyListString);
    }

    /// <inheritdoc cref="Write(IReadOnlyList{string})"/>
    public static string Write(IReadOnlyDictionary<string, string> texts)
    {
        foreach (var (name, text) in texts)
        {
            StorableText.CheckWellFormed(name);
            StorableText.CheckWellFormed(text);
        }
        return WriteReplacing(texts);
    }

    /// <summary>The same, with U+FFFD for half a surrogate pair.</summary>
    public static string WriteReplacing(IReadOnlyDictionary<string, string> texts) => JsonSerializer.Serialize(texts, Default.IReadOnlyDictionaryStringString);

    public static IReadOnlyList<string> ReadList(string json) =>
        string.Equals(json, "[]", StringComparison.Ordinal) ? [] : JsonSerializer.Deserialize(json, Default.IReadOnlyListString) ?? [];

    public static IReadOnlyDictionary<string, string> ReadMap(string json) =>
        JsonSerializer.Deserialize(json, Default.IReadOnlyDictionaryStringString) ?? new Dictionary<string, string>(StringComparer.Ordinal);
}
