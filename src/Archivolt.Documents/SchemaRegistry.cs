using System.Collections.Frozen;
using Archivolt.Configuration;

namespace Archivolt.Documents;

/// <summary>
/// The declared schemas and document types. Documents may also hold properties of schemas that nobody declared; the registry then knows
/// no type for them and they are kept as given.
/// </summary>
public sealed class SchemaRegistry
{
    private readonly IReadOnlyList<Schema> _schemas;
    private readonly FrozenDictionary<string, Schema> _byPathPrefix;
    private readonly FrozenDictionary<string, Schema> _byName;
    private readonly FrozenDictionary<string, DocumentType> _types;

    /// <summary>Creates a registry.</summary>
    public SchemaRegistry(IEnumerable<Schema> schemas, IEnumerable<DocumentType> types)
    {
        _schemas = [.. schemas];
        _byName = _schemas.ToFrozenDictionary(schema => schema.Name, StringComparer.Ordinal);
        _byPathPrefix = _schemas.ToFrozenDictionary(schema => schema.PathPrefix, StringComparer.Ordinal);
        _types = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
    }

    /// <summary>The platform's stock schemas and types (<see cref="StockSchemas"/>).</summary>
    public static SchemaRegistry Stock { get; } = new(StockSchemas.Schemas, StockSchemas.Types);

    /// <summary>All types by name.</summary>
    public IReadOnlyDictionary<string, DocumentType> Types => _types;

    /// <summary>A schema by its name, or null.</summary>
    public Schema? FindSchema(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The schema whose prefix (or name) stands before the colon of a head, or null.</summary>
    public Schema? SchemaOf(PropertyPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var colon = path.Head.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : _byPathPrefix.GetValueOrDefault(path.Head[..colon]) ?? _byName.GetValueOrDefault(path.Head[..colon]);
    }

    /// <summary>
    /// The declared type at a path, or null. An index or <c>*</c> steps into a list, a name into a complex value. Says nothing about any
    /// one document.
    /// </summary>
    public FieldType? TypeOf(PropertyPath path)
    {
        if (SchemaOf(path) is not { } schema)
            return null;
        var type = schema.Fields.GetValueOrDefault(path.Head[(path.Head.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        foreach (var segment in path.Segments.Skip(1))
        {
            type = type switch
            {
                FieldType.ListOf list when string.Equals(segment, "*", StringComparison.Ordinal) || PropertyPath.TryIndex(segment, out _) => list.Item,
                FieldType.Complex complex => complex.Fields.GetValueOrDefault(segment),
                _ => null,
            };
        }
        return type;
    }

    /// <summary>
    /// The canonical path: the head carries its schema's prefix. A head without prefix takes the first schema without declared prefix that
    /// has the field; null when there is none.
    /// </summary>
    public PropertyPath? Canonical(PropertyPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!path.HasPrefix)
        {
            var owner = _schemas.FirstOrDefault(schema => schema.Prefix is null && schema.Fields.ContainsKey(path.Head));
            return owner is null ? null : path.WithHead($"{owner.Name}:{path.Head}");
        }
        return SchemaOf(path) is { } declared
            ? path.WithHead($"{declared.PathPrefix}{path.Head[path.Head.IndexOf(':', StringComparison.Ordinal)..]}")
            : path;
    }

    /// <summary>The platform's low-level form: the prefix only where the schema declares one, as in <c>content</c>, <c>files/0/file</c>, <c>dc:format</c>.</summary>
    public string LowLevel(PropertyPath path) => SchemaOf(path) is { Prefix: null }
        ? path.WithHead(path.Head[(path.Head.IndexOf(':', StringComparison.Ordinal) + 1)..]).ToString()
        : path.ToString();

    /// <summary>
    /// The declared head that an undeclared one most likely misspells: another field of its schema, or the same field of a schema whose prefix is near;
    /// null when there is none.
    /// </summary>
    internal string? Nearest(PropertyPath path)
    {
        if (path.Head.Split(':', 2) is not [var prefix, var field])
            return null;
        return SchemaOf(path) is { } schema
            ? NearestName.Of(field, schema.Fields.Keys.Where(known => known != field)) is { } near ? $"{schema.PathPrefix}:{near}" : null
            : NearestName.Of(prefix, _schemas.Where(known => known.Fields.ContainsKey(field)).Select(known => known.PathPrefix)) is { } meant ? $"{meant}:{field}" : null;
    }

    /// <summary>The path as it most likely should be, where no schema has the first part of it; null where one has, or nothing is near.</summary>
    internal string? Misspelt(PropertyPath path) => path.HasPrefix && TypeOf(PropertyPath.Parse(path.Head)) is null && Nearest(path) is { } near ? path.WithHead(near).ToString() : null;

    /// <summary>The schemas of a document: those of its type in order.</summary>
    public IReadOnlyList<Schema> SchemasOf(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return _types.TryGetValue(document.Type, out var type) ? [.. type.Schemas.Select(FindSchema).OfType<Schema>()] : [];
    }
}
