using Archivolt.Cmis.Types;

namespace Archivolt.Cmis.Atom;

/// <summary>Types as entries.</summary>
internal sealed class TypeXml(CmisCall call, AtomXml xml)
{
    private readonly AtomUrl _url = new(call);

    /// <summary>An entry with what is in it, of a document whose root it is not.</summary>
    public void Entry(CmisType type, bool withProperties, Action? writeMore = null) => xml.Element("entry", AtomNames.Atom, () => WriteIn(type, withProperties, writeMore));

    /// <summary>What is in an entry.</summary>
    public void WriteIn(CmisType type, bool withProperties, Action? writeMore = null)
    {
        xml.Head($"urn:archivolt:type:{Uri.EscapeDataString(type.Id)}", type.Id, DateTimeOffset.UnixEpoch);
        xml.Begin("type", AtomNames.Rest);
        xml.Attribute("type", type.IsFolder ? "cmis:cmisTypeFolderDefinitionType" : "cmis:cmisTypeDocumentDefinitionType", AtomNames.Instance);
        xml.Attribute("id", type.Id, AtomNames.Rest);
        WriteDefinition(type, withProperties);
        xml.End();
        writeMore?.Invoke();
        xml.Link("service", _url.Service, AtomNames.ServiceType);
        xml.Link("self", _url.OfType("type", type.Id), AtomNames.EntryType);
        xml.Link("describedby", _url.OfType("type", type.BaseId), AtomNames.EntryType);
        xml.Link("down", _url.OfType("types", type.Id), AtomNames.FeedType);
        xml.Link("down", _url.OfType("typedesc", type.Id), AtomNames.TreeType);
        if (type.ParentId is { } parent)
            xml.Link("up", _url.OfType("type", parent), AtomNames.EntryType);
    }

    /// <summary>Types below one, each with those below itself.</summary>
    public void Tree(TypeCatalog types, CmisType? above, int depth, bool withProperties)
    {
        foreach (var type in types.Below(above))
        {
            Entry(type, withProperties, () =>
            {
                if (depth > 1 && types.Below(type).Count > 0)
                {
                    xml.Element("children", AtomNames.Rest, () => xml.Element("feed", AtomNames.Atom, () =>
                    {
                        xml.Head($"urn:archivolt:types:{Uri.EscapeDataString(type.Id)}", type.Id, DateTimeOffset.UnixEpoch);
                        Tree(types, type, depth - 1, withProperties);
                    }));
                }
            });
        }
    }

    private void WriteDefinition(CmisType type, bool withProperties)
    {
        WriteNames(type.Id);
        xml.Core("baseId", type.BaseId);
        if (type.ParentId is { } parent)
            xml.Core("parentId", parent);
        xml.Core("creatable", type.IsCreatable);
        xml.Core("fileable", true);
        xml.Core("queryable", true);
        xml.Core("fulltextIndexed", false);
        xml.Core("includedInSupertypeQuery", true);
        xml.Core("controllablePolicy", false);
        xml.Core("controllableACL", true);
        if (!call.IsOld)
        {
            xml.Element("typeMutability", AtomNames.Core, () =>
            {
                foreach (var change in (string[])["create", "update", "delete"])
                    xml.Core(change, false);
            });
        }
        foreach (var property in withProperties ? type.For(call) : [])
            xml.Element($"property{property.Kind}Definition", AtomNames.Core, () => WriteProperty(type, property));
        if (!type.IsFolder)
        {
            xml.Core("versionable", type.IsVersionable);
            xml.Core("contentStreamAllowed", type.TakesContent ? "allowed" : "notallowed");
        }
    }

    private void WriteProperty(CmisType type, CmisProperty property)
    {
        WriteNames(property.Id);
        xml.Core("propertyType", property.Kind.ToString().ToLowerInvariant());
        xml.Core("cardinality", property.IsMulti ? "multi" : "single");
        xml.Core("updatability", property.Updatability.ToString().ToLowerInvariant());
        xml.Core("inherited", type.Inherits(property));
        xml.Core("required", property.IsRequired);
        xml.Core("queryable", property.Queried is not null);
        xml.Core("orderable", property.IsOrderable);
        xml.Core("openChoice", false);
    }

    private void WriteNames(string id)
    {
        xml.Core("id", id);
        xml.Core("localName", id);
        xml.Core("localNamespace", "");
        xml.Core("displayName", id);
        xml.Core("queryName", id);
        xml.Core("description", id);
    }
}
