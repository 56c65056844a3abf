using Archivolt.Documents.Access;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>Who a request acts for.</summary>
public static class RequestPrincipal
{
    /// <summary>The principal that authentication found, <see cref="Principal.Anonymous"/> where it found none.</summary>
    public static Principal ActingPrincipal(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Principal>() ?? Principal.Anonymous;
    }
}
