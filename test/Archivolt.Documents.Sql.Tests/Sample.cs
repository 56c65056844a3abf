using Archivolt.Blobs;

namespace Archivolt.Documents.Sql.Tests;

internal static class Sample
{
    public static BlobInfo Blob(string key, string? name = "file.txt") => new()
    {
        Key = BlobKey.Parse(key),
        FileName = name,
        MediaType = "text/plain",
        Encoding = "UTF-8",
        Digest = "any text",
        Length = 11,
    };

    /// <summary>One value of every kind, and blobs with and without prefix, single and in a list.</summary>
    public static PropertyMap Properties()
    {
        var properties = new PropertyMap();
        properties.Set("dc:title", "Title");
        properties.Set("dc:issued", new DateTimeOffset(2026, 1, 31, 12, 0, 0, 7, TimeSpan.FromHours(-3)));
        properties.Set("dc:subjects", new List<object?> { "a", null, 1L, 1.0, true });
        properties.Set("file:content", Blob("aaaa"));
        properties.Set("files:files/0/file", Blob("other:bbbb", name: null));
        properties.Set("files:files/1/file", null);
        properties.Set("undeclared:thing", new Dictionary<string, object?> { ["$date"] = "no date", ["n"] = double.NaN });
        return properties;
    }

    /// <summary>Everything of a map as text, kinds included.</summary>
    public static string Text(object? value) => value switch
    {
        PropertyMap map => string.Join('\n', map.Select(property => $"{property.Key}={Text(property.Value)}")),
        null => "null",
        string text => $"'{text}'",
        double number => $"double {BitConverter.DoubleToInt64Bits(number):x}",
        DateTimeOffset date => $"{date:O}",
        List<object?> list => $"[{string.Join(", ", list.Select(Text))}]",
        Dictionary<string, object?> fields => $"{{{string.Join(", ", fields.Select(field => $"'{field.Key}': {Text(field.Value)}"))}}}",
        _ => $"{value.GetType().Name} {value}",
    };

    public static async Task<DocumentException> RefusesAsync(DocumentError error, Func<Task> act)
    {
        var refusal = await Should.ThrowAsync<DocumentException>(act);
        refusal.Error.ShouldBe(error);
        return refusal;
    }

    public static async Task<List<BlobReference>> ListAsync(IBlobReferences references, string provider = "default", string? after = null)
    {
        var found = new List<BlobReference>();
        await foreach (var reference in references.ListAsync(provider, after))
            found.Add(reference);
        return found;
    }
}
