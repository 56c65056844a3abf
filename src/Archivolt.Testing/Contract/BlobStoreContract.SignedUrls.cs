using System.Net.Http.Headers;
using System.Net;
using Archivolt.Stores;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

// URLs that a plain client uses, where the store has the ability.
public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task A_signed_URL_gives_the_content_and_its_ranges_to_a_plain_client()
    {
        if (Ability<ISignsUrls>() is not { } urls)
            return;
        await PutAsync("blob", Content(100_000));
        var request = new UrlRequest(UrlUsage.Download, "text/plain", "attachment; filename=\"a b.txt\"") { CacheControl = "private, max-age=5" };
        var signed = (await urls.SignAsync("blob", request)).ShouldNotBeNull();
        signed.ToString().ShouldNotContain("?", Case.Sensitive, "the query is the secret");

        using (var answer = await SendAsync(HttpMethod.Get, signed))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            ShouldBeSame(await answer.Content.ReadAsByteArrayAsync(), Content(100_000));
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
            answer.Content.Headers.ContentDisposition!.ToString().ShouldBe(request.ContentDisposition);
            answer.Headers.CacheControl!.ToString().ShouldContain("max-age=5");
        }
        using var part = await SendAsync(HttpMethod.Get, signed, range: new RangeHeaderValue(1000, 1499));
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        ShouldBeSame(await part.Content.ReadAsByteArrayAsync(), Content(100_000).AsSpan(1000, 500));
    }

    [Fact]
    public async Task A_signed_URL_is_for_one_blob_and_one_method()
    {
        if (Ability<ISignsUrls>() is not { } urls)
            return;
        await PutAsync("blob", Content(100));
        await PutAsync("other", Content(200));
        var signed = (await urls.SignAsync("blob", new UrlRequest(UrlUsage.Stream))).ShouldNotBeNull();
        using (var written = await SendAsync(HttpMethod.Put, signed, Content(10)))
            ((int)written.StatusCode).ShouldBeInRange(400, 499);
        var bent = signed with { Url = new Uri(signed.Url.AbsoluteUri.Replace("blob", "other", StringComparison.Ordinal)) };
        using (var read = await SendAsync(HttpMethod.Get, bent))
            ((int)read.StatusCode).ShouldBeInRange(400, 499);
        await ShouldHoldAsync("blob", Content(100));
    }

    [Fact]
    public async Task A_URL_to_write_takes_the_content_where_the_store_signs_one()
    {
        if (Ability<ISignsUrls>() is not { } urls
            || await urls.SignAsync("blob", new UrlRequest(UrlUsage.Stream, "text/plain") { Method = UrlMethod.Put, ContentLength = 5000 }) is not { } signed)
        {
            return;
        }
        using (var answer = await SendAsync(HttpMethod.Put, signed, Content(5000), mediaType: "text/plain"))
            answer.IsSuccessStatusCode.ShouldBeTrue();
        await ShouldHoldAsync("blob", Content(5000));
    }

    [Fact]
    public async Task A_signed_URL_ends()
    {
        if (Ability<ISignsUrls>() is not { } urls || !FollowsClock)
            return;
        await PutAsync("blob", Content(100));
        var signed = (await urls.SignAsync("blob", new UrlRequest(UrlUsage.Stream) { Lifetime = TimeSpan.FromMinutes(5) })).ShouldNotBeNull();
        signed.Expires.ShouldBeLessThanOrEqualTo(Clock.GetUtcNow() + TimeSpan.FromMinutes(5));
        Clock.Advance(TimeSpan.FromMinutes(6));
        using var answer = await SendAsync(HttpMethod.Get, signed);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, SignedUrl signed, byte[]? content = null, RangeHeaderValue? range = null, string? mediaType = null)
    {
        using var request = new HttpRequestMessage(method, signed.Url);
        request.Headers.Range = range;
        if (content is not null)
            request.Content = new ByteArrayContent(content);
        if (mediaType is not null)
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        foreach (var (name, value) in signed.Headers)
        {
            if (request.Headers.TryAddWithoutValidation(name, value) || request.Content is null)
                continue;
            // Whoever sends a media type may be told it as well.
            request.Content.Headers.Remove(name);
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        return await Http.SendAsync(request);
    }
}
