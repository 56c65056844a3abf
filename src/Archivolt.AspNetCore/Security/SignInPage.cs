using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Security;

/// <summary>Metadata of a page: what whoever has not signed in is shown in its place, with 401. Pages never act for the anonymous user.</summary>
/// <param name="ShowAsync">Writes the answer.</param>
internal sealed record SignInPage(Func<HttpContext, Task> ShowAsync);
