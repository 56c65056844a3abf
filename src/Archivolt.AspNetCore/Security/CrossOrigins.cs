using Microsoft.AspNetCore.Builder;

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
        http.AllowedOrigins.Count == 0 ? app : app.UseCors(policy => policy.WithOrigins([.. http.AllowedOrigins]).AllowAnyMethod().AllowAnyHeader().AllowCredentials()
            .WithExposedHeaders(Readable).SetPreflightMaxAge(Remembered));
}
