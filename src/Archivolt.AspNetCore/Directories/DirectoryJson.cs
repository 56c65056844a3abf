using System.Globalization;
using System.Text.Json;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Directories;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Directories;

/// <summary>Writes entries of a directory in the platform's JSON.</summary>
/// <param name="directory">The directory.</param>
/// <param name="isTranslated">True to write labels for people too. None are translated here, so the label's own last part stands in.</param>
internal sealed class DirectoryJson(DirectoryDefinition directory, bool isTranslated)
{
    private const string TranslateHeader = "translate-directoryEntry";

    public static DirectoryJson For(HttpRequest request, DirectoryDefinition directory) => new(directory, request.Headers.ContainsKey(TranslateHeader));

    public EntityResult Result(DirectoryEntry entry, int status = StatusCodes.Status200OK) => new("directoryEntry", writer => WriteFields(writer, entry), status);

    public void Write(Utf8JsonWriter writer, DirectoryEntry entry)
    {
        writer.WriteString("entity-type"u8, "directoryEntry");
        WriteFields(writer, entry);
    }

    private void WriteFields(Utf8JsonWriter writer, DirectoryEntry entry)
    {
        writer.WriteString("directoryName"u8, directory.Name);
        writer.WriteString("id"u8, entry.Id);
        writer.WriteStartObject("properties"u8);
        foreach (var column in directory.Columns)
        {
            var value = column == directory.SecretColumn ? null : entry.Values.GetValueOrDefault(column);
            if (column == directory.IdColumn && directory.NumbersEntries && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                writer.WriteNumber(column, number);
            else
                writer.WriteString(column, isTranslated && column == "label" ? Translated(value) : value);
        }
        writer.WriteEndObject();
    }

    private static string? Translated(string? label) =>
        label is null || !label.StartsWith("label.", StringComparison.Ordinal) ? label
        : label[(label.LastIndexOf('.') + 1)..] is var word && word.Length > 0 ? char.ToUpperInvariant(word[0]) + word[1..].Replace('-', ' ') : label;
}
