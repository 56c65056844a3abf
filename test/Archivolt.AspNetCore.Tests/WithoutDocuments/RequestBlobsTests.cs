using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Tests.WithoutDocuments;

public sealed class RequestBlobsTests
{
    [Fact]
    public async Task A_body_is_stored_with_the_name_type_and_charset_of_its_headers()
    {
        BlobInfo? stored = null;
        await using var app = await StartAsync(info => stored = info);
        var body = new ByteArrayContent("a;b"u8.ToArray());
        body.Headers.ContentType = MediaTypeHeaderValue.Parse("text/csv; charset=utf-8");
        body.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = "../Zahlen für Ö.csv" };

        (await app.Client.PutAsync("/", body)).EnsureSuccessStatusCode();

        stored!.ShouldSatisfyAllConditions(
            () => stored!.FileName.ShouldBe("Zahlen für Ö.csv"),
            () => stored!.MediaType.ShouldBe("text/csv"),
            () => stored!.Encoding.ShouldBe("utf-8"));
        (await app.Files.ReadAllTextAsync(stored!.Key.Key)).ShouldBe("a;b");
    }

    [Fact]
    public async Task A_body_that_has_another_digest_than_announced_is_not_stored()
    {
        await using var app = await StartAsync(_ => { });
        var body = new ByteArrayContent("a;b"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Digest", $"sha-256=:{Convert.ToBase64String(SHA256.HashData("other"u8))}:");

        (await Should.ThrowAsync<BlobException>(() => app.Client.PutAsync("/", body))).Error.ShouldBe(BlobError.Damaged);

        (await app.Files.ListAsync().ToListAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_digest_that_cannot_be_read_is_a_bad_request()
    {
        await using var app = await StartAsync(_ => { });
        var body = new ByteArrayContent("a;b"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-MD5", "nonsense");

        (await Should.ThrowAsync<BadHttpRequestException>(() => app.Client.PutAsync("/", body))).StatusCode.ShouldBe(400);
    }

    [Fact]
    public async Task A_file_of_a_form_is_stored_with_its_name_and_type()
    {
        BlobInfo? stored = null;
        await using var app = await BlobApplication.StartAsync((routes, files) => routes.MapPost("/", async (HttpRequest request) =>
            stored = await files.WriteAsync(BlobSource.FromFormFile((await request.ReadFormAsync()).Files[0]))));
        var file = new ByteArrayContent("%PDF-1.7"u8.ToArray());
        file.Headers.ContentType = new MediaTypeHeaderValue("application/pdf");

        using var answer = await app.Client.PostAsync("/", new MultipartFormDataContent { { file, "file", "C:\\Users\\me\\report.pdf" } });

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (stored!.FileName, stored.MediaType, stored.Length).ShouldBe(("report.pdf", "application/pdf", 8));
    }

    private static Task<BlobApplication> StartAsync(Action<BlobInfo> stored) => BlobApplication.StartAsync((routes, files) =>
        routes.MapPut("/", async (HttpRequest request) => stored(await files.WriteAsync(BlobSource.FromRequest(request)))));
}
