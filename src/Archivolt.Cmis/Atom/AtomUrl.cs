using Microsoft.AspNetCore.WebUtilities;

namespace Archivolt.Cmis.Atom;

/// <summary>The URLs of a repository's resources. Clients take them from links; only the service document's is known beforehand.</summary>
internal sealed class AtomUrl(CmisCall call)
{
    /// <summary>The service document.</summary>
    public string Service => call.BaseUrl;

    /// <summary>A resource.</summary>
    public string Of(string resource) => $"{call.BaseUrl}/{Uri.EscapeDataString(call.Repository)}/{resource}";

    /// <summary>The resource of an object.</summary>
    public string Of(string resource, string id) => $"{Of(resource)}?id={Uri.EscapeDataString(id)}";

    /// <summary>The resource of a type.</summary>
    public string OfType(string resource, string typeId) => $"{Of(resource)}?typeId={Uri.EscapeDataString(typeId)}";

    /// <summary>The request's own URL, with another page where one is given.</summary>
    public string Self(string resource, int? skipCount = null)
    {
        var query = call.Context.Request.Query.Where(each => skipCount is null || each.Key != "skipCount").Select(each => KeyValuePair.Create(each.Key, (string?)each.Value.ToString()));
        if (skipCount is { } skipped)
            query = query.Append(KeyValuePair.Create("skipCount", (string?)skipped.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return QueryHelpers.AddQueryString(Of(resource), query);
    }
}
