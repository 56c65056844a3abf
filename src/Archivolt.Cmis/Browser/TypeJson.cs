using System.Text.Json;
using Archivolt.Cmis.Types;

namespace Archivolt.Cmis.Browser;

/// <summary>Types in the JSON of the browser binding.</summary>
internal static class TypeJson
{
    /// <summary>How the bindings name a kind of values.</summary>
    public static string NameOf(CmisKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>A type.</summary>
    public static void Write(Utf8JsonWriter json, CmisCall call, CmisType type, bool withProperties)
    {
        json.WriteStartObject();
        foreach (var name in (string[])["id", "localName", "displayName", "queryName", "description"])
            json.WriteString(name, type.Id);
        json.WriteString("localNamespace", "");
        json.WriteString("baseId", type.BaseId);
        if (type.ParentId is { } parent)
            json.WriteString("parentId", parent);
        json.WriteBoolean("creatable", type.IsCreatable);
        json.WriteBoolean("fileable", true);
        json.WriteBoolean("queryable", true);
        json.WriteBoolean("fulltextIndexed", false);
        json.WriteBoolean("includedInSupertypeQuery", true);
        json.WriteBoolean("controllablePolicy", false);
        json.WriteBoolean("controllableACL", true);
        json.WriteStartObject("typeMutability");
        foreach (var change in (string[])["create", "update", "delete"])
            json.WriteBoolean(change, false);
        json.WriteEndObject();
        if (!type.IsFolder)
        {
            json.WriteBoolean("versionable", type.IsVersionable);
            json.WriteString("contentStreamAllowed", type.TakesContent ? "allowed" : "notallowed");
        }
        if (withProperties)
            WriteProperties(json, call, type);
        json.WriteEndObject();
    }

    /// <summary>Types with those below them.</summary>
    public static void WriteTree(Utf8JsonWriter json, CmisCall call, TypeCatalog types, CmisType? above, int depth, bool withProperties)
    {
        json.WriteStartArray();
        foreach (var type in types.Below(above))
        {
            json.WriteStartObject();
            json.WritePropertyName("type");
            Write(json, call, type, withProperties);
            if (depth > 1 && types.Below(type).Count > 0)
            {
                json.WritePropertyName("children");
                WriteTree(json, call, types, type, depth - 1, withProperties);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteProperties(Utf8JsonWriter json, CmisCall call, CmisType type)
    {
        json.WriteStartObject("propertyDefinitions");
        foreach (var property in type.For(call))
        {
            json.WriteStartObject(property.Id);
            foreach (var name in (string[])["id", "localName", "displayName", "queryName", "description"])
                json.WriteString(name, property.Id);
            json.WriteString("localNamespace", "");
            json.WriteString("propertyType", NameOf(property.Kind));
            json.WriteString("cardinality", property.IsMulti ? "multi" : "single");
            json.WriteString("updatability", property.Updatability.ToString().ToLowerInvariant());
            json.WriteBoolean("inherited", type.Inherits(property));
            json.WriteBoolean("required", property.IsRequired);
            json.WriteBoolean("queryable", property.Queried is not null);
            json.WriteBoolean("orderable", property.IsOrderable);
            json.WriteBoolean("openChoice", false);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
