using System.Net;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Providers;
using Archivolt.Stores;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace Archivolt.Azure;

/// <summary>What the server refuses, keeps and gives to others.</summary>
public sealed class ServerTests : ContainerTest
{
    [Fact]
    public async Task A_wrong_key_is_named_and_in_no_message()
    {
        var wrong = Convert.ToBase64String("wr0ng-s3cret"u8);
        var exception = await FailsAsync(BlobError.PermissionDenied, async () => await AzureStore.OpenAsync(Container.Options with { AccountKey = wrong }));
        exception.Message.ShouldContain("check the account and its key");
        exception.ToString().ShouldNotContain(wrong);
        Container.Options.ToString().ShouldNotContain(Container.Options.AccountKey!);
    }

    [Fact]
    public async Task A_probe_reads_a_signed_url_and_leaves_nothing()
    {
        await using var store = await AzureStore.OpenAsync(Container.Options with { SignUrls = true });
        await using var provider = new BlobProvider("remote", store);
        using var http = new HttpClient();
        var steps = await new ProviderProbe(new BlobManager([provider]), http).RunAsync("remote").ToListAsync();
        steps.Where(step => step.Outcome != ProbeOutcome.Ok).ShouldBeEmpty();
        steps.Select(step => step.Step).ShouldContain("url");
        (await Container.BlobsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_missing_container_is_no_missing_blob_and_is_made_where_it_is_asked_for()
    {
        var missing = Container.Options with { Container = $"test-{Guid.NewGuid():n}" };
        await FailsAsync(BlobError.Configuration, async () => await AzureStore.OpenAsync(missing));
        await using var store = await AzureStore.OpenAsync(Container.Options);
        await Container.DisposeAsync();
        await FailsAsync(BlobError.Configuration, async () => await store.StatAsync("blob"));
        await FailsAsync(BlobError.Configuration, async () => await store.OpenAsync("blob"));
        await FailsAsync(BlobError.Configuration, async () => await store.DeleteAsync("blob", DeletionProof.ForTest));
        await using var made = await AzureStore.OpenAsync(Container.Options with { CreateContainer = true });
        (await made.StatAsync("blob")).ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        var nowhere = Container.Options with { Endpoint = new Uri("http://127.0.0.1:1/devstoreaccount1"), Retries = 0 };
        (await FailsAsync(BlobError.Unavailable, async () => await AzureStore.OpenAsync(nowhere))).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_only_read_refuses_writes_and_leaves_nothing_in_the_container()
    {
        await using var store = await AzureStore.OpenAsync(Container.Options with { ReadOnly = true });
        await FailsAsync(BlobError.ReadOnly, async () => await store.BeginWriteAsync());
        await FailsAsync(BlobError.ReadOnly, async () => await store.DeleteAsync("blob", DeletionProof.ForTest));
        (await Container.BlobsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_shared_access_signature_is_enough_and_signs_nothing()
    {
        var sas = Container.Client.GenerateSasUri(BlobContainerSasPermissions.All, DateTimeOffset.UtcNow.AddHours(1)).Query.TrimStart('?');
        await using var store = await AzureStore.OpenAsync(Container.Options with { AccountKey = null, Sas = sas, SignUrls = true });
        var content = RandomContent(3_000_000);
        await WriteAsync(store, "blob", content);
        (await ReadAsync(store, "blob")).AsSpan().SequenceEqual(content).ShouldBeTrue();
        store.Ability<ISignsUrls>().ShouldBeNull();
    }

    [Theory]
    [InlineData("MD5")]
    [InlineData("SHA-256")]
    public async Task The_platform_s_layout_is_read_in_place_by_any_digest(string digest)
    {
        var content = RandomContent(1000);
        var key = DigestAlgorithm.Parse(digest).Hash(content).Hex;
        await Container.Client.GetBlobClient($"p/{key}").UploadAsync(new MemoryStream(content));
        await Container.Client.GetBlobClient("p/tx/1").UploadAsync(new MemoryStream(content));
        await using var store = await AzureStore.OpenAsync(Container.Options with { Prefix = "p/" });
        (await ReadAsync(store, key)).ShouldBe(content);
        (await ReadAsync(store, key, ByteRange.Last(10))).ShouldBe(content[^10..]);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(3_000_000)]
    public async Task The_platform_finds_the_MD5_that_it_asks_for(int length)
    {
        await using var store = await AzureStore.OpenAsync(Container.Options with { ContentMd5 = true });
        var content = RandomContent(length);
        await WriteAsync(store, "blob", content);
        (await Container.Client.GetBlobClient("blob").GetPropertiesAsync()).Value.ContentHash.ShouldBe(MD5.HashData(content));
    }

    [Fact]
    public async Task What_others_noted_beside_a_blob_stays_when_it_becomes_young_and_when_it_is_set_aside()
    {
        await using var store = await AzureStore.OpenAsync(Container.Options);
        var blob = Container.Client.GetBlobClient("blob");
        await blob.UploadAsync(new MemoryStream(RandomContent(10)), new BlobUploadOptions
        {
            Metadata = new Dictionary<string, string> { ["origin"] = "scanner" },
            HttpHeaders = new BlobHttpHeaders { ContentType = "image/png" },
        });
        var young = (await store.TouchAsync("blob")).ShouldNotBeNull();
        var place = (await store.Ability<IQuarantine>()!.QuarantineAsync(young)).ShouldNotBeNull();
        (await store.Ability<IQuarantine>()!.ReleaseAsync("blob", place)).ShouldBeTrue();
        var properties = (await blob.GetPropertiesAsync()).Value;
        properties.Metadata["origin"].ShouldBe("scanner");
        properties.ContentType.ShouldBe("image/png");
    }

    [Fact]
    public async Task A_signed_URL_opens_with_name_and_type_under_its_prefix()
    {
        await using var store = await AzureStore.OpenAsync(Container.Options with { Prefix = "p", SignUrls = true });
        await WriteAsync(store, "blob", RandomContent(100));
        var signs = store.Ability<ISignsUrls>()!;
        var request = new UrlRequest(UrlUsage.Download, "text/plain", "attachment; filename*=UTF-8''%C3%A9t%C3%A9.txt");
        var url = (await signs.SignAsync("blob", request)).ShouldNotBeNull();
        using var http = new HttpClient();
        using var answer = await http.GetAsync(url.Url);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain");
        answer.Content.Headers.GetValues("Content-Disposition").ShouldHaveSingleItem().ShouldBe(request.ContentDisposition);
        url.ToString().ShouldNotContain("sig=");
    }

    [Fact]
    public async Task A_signed_URL_for_reading_leads_through_the_delivery_network_with_the_same_signature()
    {
        await using var store = await AzureStore.OpenAsync(Container.Options with { SignUrls = true, Cdn = new Uri("https://content.example") });
        var signs = store.Ability<ISignsUrls>()!;
        var url = (await signs.SignAsync("blob", new UrlRequest(UrlUsage.Download))).ShouldNotBeNull().Url;
        url.GetLeftPart(UriPartial.Path).ShouldBe($"https://content.example/{Container.Options.Account}/{Container.Options.Container}/blob");
        url.Query.ShouldContain("sig=");
        (await signs.SignAsync("blob", new UrlRequest(UrlUsage.Download) { Method = UrlMethod.Put })).ShouldNotBeNull().Url.Host.ShouldBe("127.0.0.1");
    }
}
