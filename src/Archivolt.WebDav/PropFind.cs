using System.Xml.Linq;
using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebDav;

/// <summary>PROPFIND (RFC 4918 §9.1): the properties of a document, and of what is in a folder.</summary>
internal sealed class PropFind(ResourceTree tree, LiveProperties live)
{
    public async Task RunAsync(DavCall call)
    {
        var asked = Asked.Of(await DavBody.ReadAsync(call.Context));
        var resource = await tree.GetAsync(call);
        // A whole repository in one answer helps nobody.
        if (call.Depth is null or Depth.Infinity)
            throw new DavRefusal(StatusCodes.Status403Forbidden, DavRefusal.FiniteDepth);
        await using var answer = Multistatus.Begin(call.Context.Response);
        await WriteAsync(answer, call, resource, asked);
        if (call.Depth == Depth.One && resource.IsFolder)
        {
            await foreach (var child in tree.ChildrenAsync(call, resource, call.Cancelled))
                await WriteAsync(answer, call, child, asked);
        }
        await answer.EndAsync();
    }

    private ValueTask WriteAsync(Multistatus answer, DavCall call, Resource resource, Asked asked)
    {
        var dead = DeadProperties.Of(resource.Document!);
        answer.BeginResponse(call.Url.Of(resource.Path, resource.IsFolder));
        answer.Properties(StatusCodes.Status200OK, xml =>
        {
            foreach (var name in LiveProperties.Names.Where(name => asked.Wants(Dav.Name(name)) && LiveProperties.Has(resource, name)))
            {
                if (asked.NamesOnly)
                    xml.WriteElementString(name, Dav.Namespace, null);
                else
                    live.Write(xml, call, resource, name);
            }
            foreach (var property in dead.Where(property => asked.Wants(property.Name)))
                (asked.NamesOnly ? new XElement(property.Name) : property).WriteTo(xml);
        });
        var missing = asked.Names?.Where(name => !IsThere(name)).ToList() ?? [];
        if (missing.Count > 0)
        {
            answer.Properties(StatusCodes.Status404NotFound, xml =>
            {
                foreach (var name in missing)
                    new XElement(name).WriteTo(xml);
            });
        }
        return answer.EndResponseAsync();

        bool IsThere(XName name) => dead.Any(property => property.Name == name)
            || name.NamespaceName == Dav.Namespace && LiveProperties.Names.Contains(name.LocalName, StringComparer.Ordinal) && LiveProperties.Has(resource, name.LocalName);
    }

    /// <summary>What a request asks for.</summary>
    /// <param name="Names">The properties by name; null for all.</param>
    /// <param name="NamesOnly">True to leave out their values.</param>
    private sealed record Asked(IReadOnlyCollection<XName>? Names, bool NamesOnly)
    {
        private const int MaxNames = 200;

        public static Asked Of(XElement? body)
        {
            if (body is null)
                return new Asked(null, NamesOnly: false);
            if (body.Name != Dav.Name("propfind"))
                throw RequestException.BadRequest("The body of PROPFIND is an element 'propfind' of the namespace 'DAV:'.");
            if (body.Element(Dav.Name("propname")) is not null)
                return new Asked(null, NamesOnly: true);
            if (body.Element(Dav.Name("allprop")) is not null)
                return new Asked(null, NamesOnly: false);
            var names = body.Element(Dav.Name("prop"))?.Elements().Select(element => element.Name).ToHashSet()
                ?? throw RequestException.BadRequest("PROPFIND asks for 'prop', 'allprop' or 'propname'.");
            return names.Count <= MaxNames ? new Asked(names, NamesOnly: false) : throw RequestException.BadRequest($"PROPFIND may ask for {MaxNames} properties.");
        }

        public bool Wants(XName name) => Names is null || Names.Contains(name);
    }
}
