using System.Globalization;
using Archivolt.Cmis.Objects;

namespace Archivolt.Cmis.Atom;

/// <summary>Feeds (CMIS 1.1 §3.5.1).</summary>
internal sealed class FeedXml(CmisCall call, AtomXml xml, string resource)
{
    private readonly AtomUrl _url = new(call);

    /// <summary>What a feed begins with.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="title">Its title.</param>
    /// <param name="updated">When what is in it changed last.</param>
    public void Begin(string id, string title, DateTimeOffset? updated)
    {
        xml.Head($"urn:uuid:{id}", title, updated ?? DateTimeOffset.UnixEpoch);
        xml.Link("service", _url.Service, AtomNames.ServiceType);
        xml.Link("self", _url.Self(resource), AtomNames.FeedType);
    }

    /// <summary>Links to the pages around one, and how many items there are.</summary>
    public void Pages(CmisPage page, bool hasMore, long? total)
    {
        xml.Link("first", _url.Self(resource, 0), AtomNames.FeedType);
        if (hasMore)
            xml.Link("next", _url.Self(resource, page.Skipped + page.Most), AtomNames.FeedType);
        if (page.Skipped > 0)
            xml.Link("previous", _url.Self(resource, Math.Max(0, page.Skipped - page.Most)), AtomNames.FeedType);
        if (total is { } counted)
            xml.Text("numItems", AtomNames.Rest, counted.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>What is below a folder, each with what is below itself.</summary>
    public void Tree(IReadOnlyList<CmisBranch> branches, IReadOnlyDictionary<CmisObject, ObjectView> views, bool withSegments)
    {
        foreach (var branch in branches)
        {
            new ObjectXml(call, xml).Entry(views[branch.Object], () =>
            {
                if (withSegments)
                    Segment("pathSegment", branch.Object.Name);
                if (branch.Below.Count > 0)
                {
                    xml.Element("children", AtomNames.Rest, () => xml.Element("feed", AtomNames.Atom, () =>
                    {
                        xml.Head($"urn:uuid:{branch.Object.Id}", branch.Object.Name, branch.Object.Document.Modified ?? DateTimeOffset.UnixEpoch);
                        Tree(branch.Below, views, withSegments);
                    }));
                }
            });
        }
    }

    /// <summary>The last segment of a path.</summary>
    public void Segment(string name, string segment) => xml.Text(name, AtomNames.Rest, segment);
}
