using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Security;

/// <summary>Lets pages of the origins that are configured send requests and read answers (CORS); without any, browsers keep all others out.</summary>
internal static class CrossOrigins
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    // What pages may read of an answer beyond what they always may.
    private static readonly string[] Readable =
    [
        "Accept-Ranges", "Content-Disposition", "Content-Range", "Digest", "ETag", "Idempotency-Key", "Location", "Repr-Digest", "Retry-After",
        "Tus-Extension", "Tus-Max-Size", "Tus-Resumable", "Tus-Version", "Upload-Batch", "Upload-Expires", "Upload-FileId", "Upload-Length", "Upload-Offset",
    ];

    public static IApplicationBuilder UseCrossOrigins(this IApplicationBuilder app, HttpOptions http) =>
        http.AllowedOrigins.Count == 0 ? app : app.Use(static (context, next) =>
        {
            // Also on answers to others: a cache must not give those to pages that are allowed.
            context.Response.OnStarting(static response =>
            {
                if (!((HttpResponse)response).Headers.Vary.Any(value => value?.Contains(HeaderNames.Origin, StringComparison.OrdinalIgnoreCase) == true))
                    ((HttpResponse)response).Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
                return Task.CompletedTask;
            }, context.Response);
            return next(context);
        }).UseCors(policy => policy.WithOrigins([.. http.AllowedOrigins]).AllowAnyMethod().AllowAnyHeader().AllowCredentials()
            .WithExposedHeaders(Readable).SetPreflightMaxAge(Remembered));
}
