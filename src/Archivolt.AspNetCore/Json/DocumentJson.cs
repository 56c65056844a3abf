using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.AspNetCore.Enrichment;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Downloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.AspNetCore.Json;

/// <summary>Writes documents and blobs in the platform's JSON and field order, as one request wants to see them.</summary>
internal sealed class DocumentJson
{
    private readonly HttpContext _context;
    private readonly SchemaRegistry _schemas;
    private readonly PropertySelection _selection;
    private readonly string _baseUrl;
    private readonly DateTimeOffset _now;
    private readonly bool _withLock;
    private readonly bool _withVersionLabel;
    private readonly IReadOnlyList<DocumentEnricher> _enrichers;
    private readonly LinkedBlobs? _linked;
    private readonly Dictionary<string, List<(string Name, Action<Utf8JsonWriter> Write)>> _additions = new(StringComparer.Ordinal);

    private DocumentJson(HttpContext context)
    {
        var services = context.RequestServices;
        _context = context;
        _schemas = services.GetRequiredService<SchemaRegistry>();
        _selection = PropertySelection.Of(context.Request);
        _baseUrl = BaseUrl.Of(context.Request, services.GetRequiredService<IOptions<HttpOptions>>().Value);
        _now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var fetched = AskedNames.Of(context.Request, "fetch", "document");
        (_withLock, _withVersionLabel) = (fetched.Contains("lock"), fetched.Contains("versionLabel"));
        _linked = LinkedBlobs.For(context);
        var asked = AskedNames.Of(context.Request, "enrichers", "document");
        _enrichers = asked.Count == 0 ? [] : [.. services.GetServices<DocumentEnricher>().Where(enricher => asked.Contains(enricher.Name))];
    }

    public static DocumentJson For(HttpContext context) => new(context);

    /// <summary>An answer with one document.</summary>
    public IResult Result(Document document, int status = StatusCodes.Status200OK) =>
        new EntityResult("document", writer => WriteFields(writer, document), status, () => PrepareAsync([document]));

    /// <summary>An answer with a list of documents.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="writePaging">Writes the fields about the page; null where the list has no pages.</param>
    public IResult Result(IReadOnlyList<Document> documents, Action<Utf8JsonWriter>? writePaging = null) => new EntityResult("documents", writer =>
    {
        writePaging?.Invoke(writer);
        writer.WriteStartArray("entries"u8);
        foreach (var document in documents)
            Write(writer, document);
        writer.WriteEndArray();
    }, prepare: () => PrepareAsync(documents));

    /// <summary>An answer with one blob.</summary>
    public IResult Result(Document document, PropertyPath path, BlobInfo blob) =>
        new EntityResult("blob", writer => WriteBlobFields(writer, document, path, blob), prepare: () => _linked?.LoadAsync([blob]) ?? ValueTask.CompletedTask);

    // What enrichers add is read before anything is written.
    private async ValueTask PrepareAsync(IReadOnlyList<Document> documents)
    {
        if (_linked is not null && !_selection.IsEmpty)
            await _linked.LoadAsync(documents.SelectMany(document => document.Blobs()).Select(held => held.Blob));
        foreach (var document in _enrichers.Count == 0 ? [] : documents)
        {
            var additions = _additions[document.Id] = [];
            foreach (var enricher in _enrichers)
                additions.Add((enricher.Name, await enricher.LoadAsync(document, _context)));
        }
    }

    private void Write(Utf8JsonWriter writer, Document document)
    {
        writer.WriteStartObject();
        writer.WriteString("entity-type"u8, "document");
        WriteFields(writer, document);
        writer.WriteEndObject();
    }

    private void WriteFields(Utf8JsonWriter writer, Document document)
    {
        writer.WriteString("repository"u8, document.Repository);
        writer.WriteString("uid"u8, document.Id);
        writer.WriteString("path"u8, document.Path);
        writer.WriteString("type"u8, document.Type);
        writer.WriteString("state"u8, document.State);
        writer.WriteString("parentRef"u8, document.ParentId);
        writer.WriteBoolean("isCheckedOut"u8, document is { IsVersion: false, IsCheckedIn: false });
        WriteRecordFields(writer, document);
        writer.WriteBoolean("isVersion"u8, document.IsVersion);
        writer.WriteBoolean("isProxy"u8, false);
        writer.WriteBoolean("isTrashed"u8, document.IsTrashed);
        writer.WriteString("changeToken"u8, document.ChangeToken);
        writer.WriteString("title"u8, document.Title);
        if (document.IsVersion)
        {
            writer.WriteString("versionLabel"u8, document.Name);
            writer.WriteString("versionableId"u8, document.ParentId);
        }
        else if (_withVersionLabel)
        {
            writer.WriteString("versionLabel"u8, DocumentVersions.LabelOf(document));
        }
        if (_withLock && document.Lock?.At(_now) is { } held)
        {
            writer.WriteString("lockOwner"u8, held.Owner);
            writer.WriteString("lockCreated"u8, JsonDates.Format(held.Created));
        }
        if (document.Modified is { } modified)
            writer.WriteString("lastModified"u8, JsonDates.Format(modified));
        if (!_selection.IsEmpty)
            WriteProperties(writer, document);
        WriteFacetsAndSchemas(writer, document);
        if (_additions.TryGetValue(document.Id, out var additions))
            WriteAdditions(writer, additions);
    }

    private static void WriteAdditions(Utf8JsonWriter writer, List<(string Name, Action<Utf8JsonWriter> Write)> additions)
    {
        writer.WriteStartObject("contextParameters"u8);
        foreach (var (name, write) in additions)
        {
            writer.WritePropertyName(name);
            write(writer);
        }
        writer.WriteEndObject();
    }

    // Two fields of the platform's newer version are only there for records.
    private void WriteRecordFields(Utf8JsonWriter writer, Document document)
    {
        writer.WriteBoolean("isRecord"u8, document.IsRecord);
        if (document.IsRecord)
        {
            writer.WriteBoolean("isFlexibleRecord"u8, document.IsFlexibleRecord);
            writer.WriteStartArray("retainedProperties"u8);
            foreach (var path in document.RetainedProperties)
                writer.WriteStringValue(_schemas.LowLevel(PropertyPath.Parse(path)));
            writer.WriteEndArray();
        }
        writer.WriteString("retainUntil"u8, document.RetainUntil is { } until ? JsonDates.Format(until) : null);
        writer.WriteBoolean("hasLegalHold"u8, document.HasLegalHold);
        writer.WriteBoolean("isUnderRetentionOrLegalHold"u8, document.Retention.HoldsAt(_now));
    }

    private void WriteFacetsAndSchemas(Utf8JsonWriter writer, Document document)
    {
        writer.WriteStartArray("facets"u8);
        foreach (var facet in (_schemas.Types.GetValueOrDefault(document.Type)?.Facets ?? []).Union(document.Facets, StringComparer.Ordinal))
            writer.WriteStringValue(facet);
        writer.WriteEndArray();
        writer.WriteStartArray("schemas"u8);
        foreach (var schema in _schemas.SchemasOf(document))
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, schema.Name);
            writer.WriteString("prefix"u8, schema.PathPrefix);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    // Declared properties first, absent ones as null; then what the document holds beyond its type's schemas.
    private void WriteProperties(Utf8JsonWriter writer, Document document)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        writer.WriteStartObject("properties"u8);
        foreach (var schema in _schemas.SchemasOf(document))
        {
            foreach (var (field, type) in schema.Fields)
            {
                var head = PropertyPath.Parse($"{schema.PathPrefix}:{field}");
                written.Add(head.Head);
                if (!_selection.Includes(schema.Name))
                    continue;
                writer.WritePropertyName(head.Head);
                WriteValue(writer, document, head, document.Properties.Get(head), type);
            }
        }
        foreach (var (head, value) in document.Properties)
        {
            var path = PropertyPath.Parse(head);
            if (!written.Contains(head) && _selection.Includes(_schemas.SchemaOf(path)?.Name ?? head.Split(':')[0]))
            {
                writer.WritePropertyName(head);
                WriteValue(writer, document, path, value, _schemas.TypeOf(path));
            }
        }
        writer.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter writer, Document document, PropertyPath path, object? value, FieldType? type)
    {
        switch (value)
        {
            case null when type is FieldType.ListOf:
                writer.WriteStartArray();
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            // JSON has no infinity; whatever stored one must not hide the document and those listed with it.
            case double number when !double.IsFinite(number):
                writer.WriteNullValue();
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case DateTimeOffset instant:
                writer.WriteStringValue(JsonDates.Format(instant));
                break;
            case BlobInfo blob:
                writer.WriteStartObject();
                WriteBlobFields(writer, document, path, blob);
                writer.WriteEndObject();
                break;
            case List<object?> list:
                writer.WriteStartArray();
                foreach (var (index, item) in list.Index())
                    WriteValue(writer, document, path.Append(index), item, (type as FieldType.ListOf)?.Item);
                writer.WriteEndArray();
                break;
            case Dictionary<string, object?> fields:
                WriteComplex(writer, document, path, fields, type as FieldType.Complex);
                break;
            default:
                throw new InvalidOperationException($"A property holds a {value.GetType().Name}, which is no property value.");
        }
    }

    private void WriteComplex(Utf8JsonWriter writer, Document document, PropertyPath path, Dictionary<string, object?> fields, FieldType.Complex? type)
    {
        var declared = type?.Fields ?? new Dictionary<string, FieldType>();
        writer.WriteStartObject();
        foreach (var name in declared.Keys.Union(fields.Keys, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            WriteValue(writer, document, path.Append(name), fields.GetValueOrDefault(name), declared.GetValueOrDefault(name));
        }
        writer.WriteEndObject();
    }

    private void WriteBlobFields(Utf8JsonWriter writer, Document document, PropertyPath path, BlobInfo blob)
    {
        blob = _linked?.Named(blob) ?? blob;
        var url = _baseUrl + DownloadUrl.Build(document, path, blob);
        writer.WriteString("name"u8, blob.FileName);
        writer.WriteString("mime-type"u8, blob.MediaType);
        writer.WriteString("encoding"u8, blob.Encoding);
        writer.WriteString("digestAlgorithm"u8, blob.KnownDigest?.Algorithm.Name);
        writer.WriteString("digest"u8, blob.Digest);
        // A string, and -1 for unknown: clients compare it as text.
        writer.WriteString("length"u8, (blob.Length ?? -1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        writer.WriteString("data"u8, url);
        writer.WriteString("blobUrl"u8, url);
        _linked?.Write(writer, blob);
    }
}
