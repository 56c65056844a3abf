using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Jint;
using Jint.Native;
using Jint.Runtime.Interop;

namespace Archivolt.Scripting;

/// <summary>What a rule may look at, as plain values of its engine: nothing of the host is reachable from them.</summary>
internal static class ScriptFacts
{
    /// <summary>Everything but the document's properties.</summary>
    public static JsValue Of(Engine engine, DownloadContext context, SchemaRegistry schemas) => Object(engine,
        ("document", OfDocument(engine, context.Document, schemas)),
        ("blob", OfBlob(engine, context.Blob)),
        ("user", Object(engine,
            ("name", context.Principal.Name),
            ("groups", Texts(engine, context.Principal.Groups)),
            ("allGroups", Texts(engine, context.Principal.Groups)),
            ("administrator", context.Principal.IsAdministrator),
            ("anonymous", context.Principal.IsAnonymous))),
        ("infos", Object(engine, [.. context.Infos.Select(info => (info.Key, (JsValue)info.Value))])),
        ("xpath", context.Path.ToString()),
        ("reason", context.Reason));

    /// <summary>Reads a property of the document by its path.</summary>
    public static JsValue PropertyReader(Engine engine, Document document, SchemaRegistry schemas) => new ClrFunction(engine, "property", (_, arguments) =>
        arguments is [JsString path, ..] && PropertyPath.TryParse(path.ToString(), out var asked) && (schemas.Canonical(asked) ?? asked) is var found
            ? OfValue(engine, document.Properties.Get(found))
            : JsValue.Null);

    private static JsObject OfDocument(Engine engine, Document document, SchemaRegistry schemas)
    {
        var own = schemas.SchemasOf(document).ToList();
        return Object(engine,
            ("id", document.Id), ("repositoryName", document.Repository), ("name", document.Name), ("path", document.Path), ("type", document.Type),
            ("title", OfValue(engine, document.Properties.Get(Title)) is JsString title ? title : (JsValue)document.Name),
            ("lifeCycleState", document.State), ("changeToken", document.ChangeToken),
            ("trashed", document.IsTrashed), ("record", document.IsRecord), ("version", false), ("proxy", false),
            ("facets", Texts(engine, (schemas.Types.GetValueOrDefault(document.Type)?.Facets ?? []).Union(document.Facets, StringComparer.Ordinal))),
            ("schemas", Texts(engine, own.Select(schema => schema.Name))),
            ("prefixes", Object(engine, [.. own.Where(schema => schema.Prefix is not null).Select(schema => (schema.Name, (JsValue)schema.Prefix!))])));
    }

    private static JsObject OfBlob(Engine engine, BlobInfo blob) => Object(engine,
        ("filename", Text(blob.FileName)), ("mimeType", Text(blob.MediaType)), ("encoding", Text(blob.Encoding)),
        ("length", blob.Length is { } length ? JsNumber.Create(length) : JsNumber.Create(-1)), ("digest", Text(blob.Digest)),
        ("digestAlgorithm", Text(blob.KnownDigest?.Algorithm.Name)));

    private static JsValue OfValue(Engine engine, object? value) => value switch
    {
        null => JsValue.Null,
        string text => text,
        bool flag => flag,
        long number => JsNumber.Create(number),
        double number => JsNumber.Create(number),
        DateTimeOffset instant => new JsDate(engine, instant.UtcDateTime),
        BlobInfo blob => Object(engine, ("isBlob", true), ("blob", OfBlob(engine, blob))),
        IReadOnlyList<object?> list => new JsArray(engine, [.. list.Select(item => OfValue(engine, item))]),
        IReadOnlyDictionary<string, object?> fields =>
            Object(engine, ("fields", Object(engine, [.. fields.Select(field => (field.Key, OfValue(engine, field.Value)))]))),
        _ => Text(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)),
    };

    private static JsObject Object(Engine engine, params ReadOnlySpan<(string Name, JsValue Value)> members)
    {
        var made = new JsObject(engine);
        foreach (var (name, value) in members)
            made.CreateDataProperty(name, value);
        return made;
    }

    private static JsArray Texts(Engine engine, IEnumerable<string> texts) => new(engine, [.. texts.Select(text => (JsValue)text)]);

    private static JsValue Text(string? text) => text is null ? JsValue.Null : text;

    private static readonly PropertyPath Title = PropertyPath.Parse("dc:title");
}
