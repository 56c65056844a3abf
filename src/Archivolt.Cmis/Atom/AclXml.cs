using System.Xml;
using Archivolt.Cmis.Access;
using Microsoft.AspNetCore.Http;

namespace Archivolt.Cmis.Atom;

/// <summary>Access lists as XML (CMIS 1.1 §3.9): an element <c>cmis:acl</c> with one <c>cmis:permission</c> for each entry.</summary>
internal static class AclXml
{
    private const int MaxEntries = 1000;

    /// <summary>Writes what is in the element.</summary>
    public static void WriteIn(AtomXml xml, CmisAcl acl)
    {
        foreach (var entry in acl.Entries)
        {
            xml.Element("permission", AtomNames.Core, () =>
            {
                xml.Element("principal", AtomNames.Core, () => xml.Core("principalId", entry.Principal));
                xml.Core("permission", entry.Permission);
                xml.Core("direct", entry.IsDirect);
            });
        }
    }

    /// <summary>Reads the list of a request.</summary>
    /// <exception cref="CmisException">The body is no such list.</exception>
    public static async Task<IReadOnlyList<CmisAce>> ReadAsync(HttpContext context)
    {
        var entries = new List<CmisAce>();
        try
        {
            using var xml = new MeasuredBody(context.Request.Body).OpenXml();
            if (await xml.MoveToContentAsync() != XmlNodeType.Element || xml.LocalName != "acl" || xml.NamespaceURI != AtomNames.Core)
                throw CmisException.InvalidArgument("The body is an element 'acl' of CMIS.");
            await xml.ReadAsync();
            while (xml.NodeType != XmlNodeType.None)
            {
                if (xml is { NodeType: XmlNodeType.Element, Depth: 1, LocalName: "permission", NamespaceURI: AtomNames.Core })
                    entries.AddRange(await EntryAsync(xml));
                else
                    await xml.ReadAsync();
                if (entries.Count > MaxEntries)
                    throw CmisException.Constraint($"An access list has at most {MaxEntries} entries.");
            }
            return entries;
        }
        catch (XmlException exception)
        {
            throw CmisException.InvalidArgument($"The body is no XML that is accepted here: {exception.Message}", exception);
        }
    }

    private static async Task<IEnumerable<CmisAce>> EntryAsync(XmlReader xml)
    {
        var (principal, permissions, isDirect) = ((string?)null, new List<string>(), true);
        if (!xml.IsEmptyElement)
        {
            await xml.ReadAsync();
            while (xml.Depth > 1)
            {
                switch (xml.NodeType == XmlNodeType.Element && xml.NamespaceURI == AtomNames.Core ? xml.LocalName : "")
                {
                    case "principalId":
                        principal = await xml.ReadElementContentAsStringAsync();
                        continue;
                    case "permission":
                        permissions.Add(await xml.ReadElementContentAsStringAsync());
                        continue;
                    case "direct":
                        isDirect = await xml.ReadElementContentAsStringAsync() is not ("false" or "0");
                        continue;
                }
                await xml.ReadAsync();
            }
        }
        await xml.ReadAsync();
        return principal is { Length: > 0 } && permissions.Count > 0
            ? permissions.Select(permission => new CmisAce(principal, permission, isDirect))
            : throw CmisException.InvalidArgument("An entry of the access list has a principal and at least one permission.");
    }
}
