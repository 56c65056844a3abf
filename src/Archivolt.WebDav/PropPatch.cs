using System.Xml.Linq;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>PROPPATCH (RFC 4918 §9.2): sets and removes properties of clients, all or none of them.</summary>
internal sealed class PropPatch(ResourceTree tree, LockGuard locks, DocumentEditor editor)
{
    // Each is looked for among those before it.
    private const int MaxChanges = 500;

    public async Task RunAsync(DavCall call)
    {
        var changes = ChangesOf(await DavBody.ReadAsync(call.Context));
        var resource = await tree.GetAsync(call);
        locks.CheckChange(call, resource);
        var isRefused = changes.Any(change => IsKeptByServer(change.Property.Name));
        if (!isRefused)
        {
            await editor.UpdateAsync(call.Principal, resource.Document!, document =>
            {
                DeadProperties.Set(document, Changed(DeadProperties.Of(document), changes));
                return DocumentEditor.NoContents;
            }, locks.TermsOf(call, resource));
        }
        await using var answer = Multistatus.Begin(call.Context.Response);
        answer.BeginResponse(call.Url.Of(resource.Path, resource.IsFolder));
        foreach (var group in changes.Select(change => change.Property.Name).Distinct().GroupBy(IsKeptByServer))
        {
            var status = group.Key ? StatusCodes.Status403Forbidden : isRefused ? StatusCodes.Status424FailedDependency : StatusCodes.Status200OK;
            answer.Properties(status, xml =>
            {
                foreach (var name in group)
                    new XElement(name).WriteTo(xml);
            }, group.Key ? DavRefusal.ProtectedProperty : null);
        }
        await answer.EndResponseAsync();
        await answer.EndAsync();
    }

    private static List<(bool IsSet, XElement Property)> ChangesOf(XElement? body)
    {
        if (body?.Name != Dav.Name("propertyupdate"))
            throw RequestException.BadRequest("The body of PROPPATCH is an element 'propertyupdate' of the namespace 'DAV:'.");
        var changes = body.Elements().Where(element => element.Name == Dav.Name("set") || element.Name == Dav.Name("remove"))
            .SelectMany(change => change.Elements(Dav.Name("prop")).Elements().Select(property => (change.Name.LocalName == "set", WithLanguage(property))))
            .ToList();
        return changes.Count is > 0 and <= MaxChanges ? changes : throw RequestException.BadRequest($"PROPPATCH sets or removes at least one property, and at most {MaxChanges}.");
    }

    // In the order in which they are given (§9.2).
    private static List<XElement> Changed(IReadOnlyList<XElement> present, IEnumerable<(bool IsSet, XElement Property)> changes)
    {
        var properties = present.ToList();
        foreach (var (isSet, property) in changes)
        {
            properties.RemoveAll(other => other.Name == property.Name);
            if (isSet)
                properties.Add(property);
        }
        return properties;
    }

    // The language that is said around it belongs to the value (§4.3).
    private static XElement WithLanguage(XElement property)
    {
        var language = property.AncestorsAndSelf().Select(element => element.Attribute(XNamespace.Xml + "lang")).FirstOrDefault(attribute => attribute is not null)?.Value;
        var copy = new XElement(property);
        copy.SetAttributeValue(XNamespace.Xml + "lang", language);
        return copy;
    }

    private static bool IsKeptByServer(XName name) => name.NamespaceName == Dav.Namespace;
}
