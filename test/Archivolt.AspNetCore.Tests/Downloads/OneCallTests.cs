using System.Net;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.AspNetCore.Tests.Downloads;

/// <summary>What is sent is one content: its length, its tag and its bytes come from one call.</summary>
public sealed class OneCallTests
{
    [Theory]
    [InlineData(HttpStatusCode.OK, 1)]
    [InlineData(HttpStatusCode.PartialContent, 1, "Range", "bytes=0-4")]
    [InlineData(HttpStatusCode.PartialContent, 1, "Range", "bytes=-3")]
    [InlineData(HttpStatusCode.PartialContent, 1, "Range", "bytes=0-1,4-5")]
    [InlineData(HttpStatusCode.NotModified, 0, "If-None-Match", "*")]
    public async Task A_download_asks_the_store_once(HttpStatusCode status, int calls, params string[] headers)
    {
        var store = new WatchedStore();
        await using var host = await TestHost.StartAsync(store);
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        foreach (var header in headers.Chunk(2))
            client.DefaultRequestHeaders.TryAddWithoutValidation(header[0], header[1]);
        store.Calls = 0;

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        answer.StatusCode.ShouldBe(status);
        store.Calls.ShouldBe(calls);
    }

    [Theory]
    [InlineData(null, "the second, longer content")]
    [InlineData("bytes=4-", "second, longer content")]
    [InlineData("bytes=-7", "content")]
    public async Task Content_that_is_replaced_meanwhile_is_neither_cut_nor_sent_with_another_tag(string? range, string text)
    {
        var store = new WatchedStore();
        await using var host = await TestHost.StartAsync(store);
        var document = await CreateRecordAsync(host, store, "the first content");
        using var client = host.Client();
        client.DefaultRequestHeaders.Add("Range", range is null ? [] : [range]);
        // Between any look at the content and its opening.
        store.AfterStat = () => store.ReplaceAsync("record", "the second, longer content");
        store.BeforeOpen = store.AfterStat;

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");
        (await answer.Content.ReadAsStringAsync()).ShouldBe(text);

        (store.AfterStat, store.BeforeOpen) = (null, null);
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/nuxeo/nxfile/default/{document.Id}/file:content"));
        answer.Headers.ETag.ShouldBe(head.Headers.ETag, "nothing was replaced since");
    }

    [Fact]
    public async Task A_time_out_inside_a_store_is_an_error_and_no_empty_answer()
    {
        var store = new WatchedStore();
        await using var host = await TestHost.StartAsync(store);
        var document = await host.CreateHelloAsync();
        using var client = host.Client();
        store.BeforeOpen = () => throw new TaskCanceledException("The request was canceled due to the configured HttpClient.Timeout.");

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        ((int)answer.StatusCode).ShouldBeInRange(500, 599);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task A_time_out_while_content_is_read_is_no_empty_answer_either()
    {
        var store = new WatchedStore { Reading = () => throw new TaskCanceledException() };
        await using var host = await TestHost.StartAsync(store);
        var document = await host.CreateHelloAsync();
        using var client = host.Client();

        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");

        ((int)answer.StatusCode).ShouldBeInRange(500, 599);
    }

    private static async Task<Archivolt.Documents.Document> CreateRecordAsync(TestHost host, IBlobStore store, string text)
    {
        await store.ReplaceAsync("record", text);
        var document = await host.CreateAsync("File");
        document.Properties.Set("file:content", new BlobInfo { Key = new BlobKey(null, "record"), FileName = "a.txt" });
        await host.Documents.UpdateAsync(document);
        return document;
    }

    private sealed class WatchedStore() : StoreLayer(new MemoryStore())
    {
        public int Calls { get; set; }

        public Func<Task>? AfterStat { get; set; }

        public Func<Task>? BeforeOpen { get; set; }

        public Action? Reading { get; init; }

        public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
        {
            Calls++;
            var stat = await base.StatAsync(key, cancellationToken);
            await (AfterStat?.Invoke() ?? Task.CompletedTask);
            return stat;
        }

        public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            Calls++;
            await (BeforeOpen?.Invoke() ?? Task.CompletedTask);
            var content = await base.OpenAsync(key, range, cancellationToken);
            return Reading is null ? content : content.Through(new Failing(content.Length, Reading));
        }

        private sealed class Failing(long length, Action reading) : ContentStream(length)
        {
            protected override ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
            {
                reading();
                return new(0);
            }
        }
    }
}
