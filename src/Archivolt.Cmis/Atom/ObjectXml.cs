using System.Globalization;
using Archivolt.Cmis.Objects;
using Archivolt.Cmis.Types;

namespace Archivolt.Cmis.Atom;

/// <summary>Objects as entries (CMIS 1.1 §3.5.2).</summary>
internal sealed class ObjectXml(CmisCall call, AtomXml xml)
{
    private readonly AtomUrl _url = new(call);

    /// <summary>An entry with what is in it, of a document whose root it is not.</summary>
    public void Entry(ObjectView view, Action? writeMore = null) => xml.Element("entry", AtomNames.Atom, () => WriteIn(view, writeMore));

    /// <summary>What is in an entry.</summary>
    public void WriteIn(ObjectView view, Action? writeMore = null)
    {
        var (found, document) = (view.Object, view.Object.Document);
        var (created, modified) = (document.Properties.Get("dc:created") as DateTimeOffset? ?? DateTimeOffset.UnixEpoch, document.Modified ?? DateTimeOffset.UnixEpoch);
        xml.Head($"urn:uuid:{found.Id}", found.Name, modified, document.Properties.Get("dc:creator") as string is { Length: > 0 } creator ? creator : RepositoryInfo.Vendor);
        xml.Atom("published", AtomXml.Time(created));
        xml.Text("edited", AtomNames.App, AtomXml.Time(modified));
        if (found.Content is { } blob)
        {
            xml.Element("content", AtomNames.Atom, () =>
            {
                xml.Attribute("src", _url.Of("content", found.Id));
                xml.Attribute("type", blob.MediaType ?? "application/octet-stream");
            });
        }
        xml.Element("object", AtomNames.Rest, () => WriteObject(view));
        writeMore?.Invoke();
        WriteLinks(view);
    }

    /// <summary>What somebody may do.</summary>
    public void WriteActions(IReadOnlyList<(string Name, bool IsAllowed)> actions)
    {
        foreach (var (name, isAllowed) in actions.Where(action => !call.IsOld || action.Name != "canCreateItem"))
            xml.Core(name, isAllowed);
    }

    private void WriteObject(ObjectView view)
    {
        xml.Element("properties", AtomNames.Core, () =>
        {
            foreach (var (property, name) in view.Properties)
                WriteProperty(property, name, property.ValuesOf(view.Object));
        });
        if (view.Actions is { } actions)
            xml.Element("allowableActions", AtomNames.Core, () => WriteActions(actions));
        if (view.Acl is { } acl)
        {
            xml.Element("acl", AtomNames.Core, () => AclXml.WriteIn(xml, acl));
            xml.Core("exactACL", acl.IsExact);
        }
        foreach (var rendition in view.Renditions)
        {
            xml.Element("rendition", AtomNames.Core, () =>
            {
                xml.Core("streamId", rendition.StreamId);
                xml.Core("mimetype", rendition.MediaType);
                xml.Core("kind", rendition.Kind);
                xml.Core("title", rendition.Title);
            });
        }
    }

    private void WriteProperty(CmisProperty property, string name, IReadOnlyList<object> values)
    {
        xml.Begin($"property{property.Kind}", AtomNames.Core);
        xml.Attribute("propertyDefinitionId", property.Id);
        xml.Attribute("displayName", property.Id);
        xml.Attribute("localName", property.Id);
        xml.Attribute("queryName", name);
        foreach (var value in values)
        {
            xml.Core("value", value switch
            {
                DateTimeOffset time => AtomXml.Time(time),
                bool flag => flag ? "true" : "false",
                // A decimal of XML has no exponent.
                double number => Math.Abs(number) < 1e28 ? ((decimal)number).ToString(CultureInfo.InvariantCulture) : number.ToString("F0", CultureInfo.InvariantCulture),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture),
            });
        }
        xml.End();
    }

    private void WriteLinks(ObjectView view)
    {
        var found = view.Object;
        xml.Link("service", _url.Service, AtomNames.ServiceType);
        xml.Link("self", _url.Of("entry", found.Id), AtomNames.EntryType);
        xml.Link("edit", _url.Of("entry", found.Id), AtomNames.EntryType);
        xml.Link("describedby", _url.OfType("type", found.Type.Id), AtomNames.EntryType);
        xml.Link(AtomNames.ActionsLink, _url.Of("allowableactions", found.Id), AtomNames.ActionsType);
        xml.Link(AtomNames.AclLink, _url.Of("acl", found.Id), AtomNames.AclType);
        if (found.IsFolder)
        {
            xml.Link("down", _url.Of("children", found.Id), AtomNames.FeedType);
            xml.Link("down", _url.Of("descendants", found.Id), AtomNames.TreeType);
            xml.Link(AtomNames.FolderTreeLink, _url.Of("foldertree", found.Id), AtomNames.TreeType);
            if (found.Document.ParentId is { } parent)
                xml.Link("up", _url.Of("entry", parent), AtomNames.EntryType);
            return;
        }
        xml.Link("up", _url.Of("parents", found.Id), AtomNames.FeedType);
        xml.Link("version-history", _url.Of("versions", found.Id), AtomNames.FeedType);
        xml.Link("current-version", _url.Of("entry", found.Series.Id), AtomNames.EntryType);
        if (found.ContentPath is not null)
            xml.Link("edit-media", _url.Of("content", found.Id), found.Content is { } blob ? blob.MediaType ?? "application/octet-stream" : null);
        foreach (var rendition in view.Renditions)
            WriteAlternate(found, rendition);
    }

    private void WriteAlternate(CmisObject found, CmisRendition rendition)
    {
        xml.Begin("link", AtomNames.Atom);
        xml.Attribute("rel", "alternate");
        xml.Attribute("href", $"{_url.Of("content", found.Id)}&streamId={Uri.EscapeDataString(rendition.StreamId)}");
        xml.Attribute("type", rendition.MediaType);
        xml.Attribute("title", rendition.Title);
        xml.Attribute("renditionKind", rendition.Kind, AtomNames.Rest);
        xml.End();
    }
}
