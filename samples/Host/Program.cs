// A web application that takes and serves blobs, without documents: POST /files, GET /files/KEY with ranges and conditions, GET /health.
//   dotnet run --project samples/Host -- --urls http://127.0.0.1:5000
//   curl -T README.md -X POST http://127.0.0.1:5000/files
using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Health;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddArchivolt(builder.Configuration).AddHostedServices();
builder.Services.AddHealthChecks().AddArchivolt();
var app = builder.Build();

app.MapPost("/files", async (HttpRequest request, [FromKeyedServices("default")] BlobProvider files) =>
{
    var stored = await files.WriteAsync(BlobSource.FromRequest(request), cancellationToken: request.HttpContext.RequestAborted);
    return Results.Created($"/files/{stored.Key.Key}", new { stored.Digest, stored.Length, stored.MediaType });
});
app.MapGet("/files/{key}", (string key, [FromKeyedServices("default")] BlobProvider files) => Results.Blob(files, key));
app.MapHealthChecks("/health");
app.Run();
