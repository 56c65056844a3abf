using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Archivolt.Blobs;
using Archivolt.Documents.Audit;

namespace Archivolt.AspNetCore.Tests.Downloads;

/// <summary>One logical download leaves one audit entry, with the bytes that went out.</summary>
public sealed class DeliveryTests
{
    private const int Length = 2_000_000;

    [Fact]
    public async Task A_player_that_asks_for_two_hundred_ranges_leaves_one_entry_with_their_bytes()
    {
        await using var host = await TestHost.StartAsync();
        var url = await CreateAsync(host);
        using var client = host.Client();
        long sent = 0;
        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (i, _) =>
        {
            // Half of them twice, as after a seek.
            var from = i % 100 * 10_000L;
            var bytes = (await RangeAsync(client, url, from, from + 9_999)).Length;
            Interlocked.Add(ref sent, bytes);
        });

        var entry = (await host.AuditAsync()).ShouldHaveSingleItem();
        Bytes(entry).ShouldBe(sent);
        sent.ShouldBe(Length);
        entry.Extended["ranges"].ShouldBe("0-999999");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(64 * 1024 + 1)]
    [InlineData(Length)]
    public async Task Content_sent_whole_is_in_the_log_with_its_bytes_when_the_answer_ends(int length)
    {
        await using var host = await TestHost.StartAsync();
        var url = await CreateAsync(host, length);
        using var client = host.Client();
        (await client.GetByteArrayAsync(url)).Length.ShouldBe(length);
        var entry = (await host.AuditAsync()).ShouldHaveSingleItem();
        Bytes(entry).ShouldBe(length);
        entry.Extended.ContainsKey("ranges").ShouldBeFalse();
        entry.Extended["digest"].Length.ShouldBe(32);
    }

    [Fact]
    public async Task Content_without_bytes_is_recorded()
    {
        await using var host = await TestHost.StartAsync();
        var url = await CreateAsync(host, 0);
        using var client = host.Client();
        (await client.GetByteArrayAsync(url)).ShouldBeEmpty();
        (await host.AuditAsync()).ShouldHaveSingleItem().Extended.ContainsKey("bytesSent").ShouldBeFalse();
    }

    [Fact]
    public async Task A_download_that_is_resumed_is_one_and_one_that_begins_anew_is_another()
    {
        await using var host = await TestHost.StartAsync();
        var url = await CreateAsync(host);
        using var client = host.Client();
        await client.GetByteArrayAsync(url);
        await RangeAsync(client, url, 1_000_000, Length - 1);
        (await host.AuditAsync()).ShouldHaveSingleItem().Extended["ranges"].ShouldBe($"0-{Length - 1}");
        await client.GetByteArrayAsync(url);
        (await host.AuditAsync()).Select(Bytes).ShouldBe([3_000_000, Length]);
    }

    [Fact]
    public async Task After_half_an_hour_without_a_request_a_range_begins_another_download()
    {
        await using var host = await TestHost.StartAsync();
        var url = await CreateAsync(host);
        using var client = host.Client();
        await RangeAsync(client, url, 0, 9);
        host.Advance(TimeSpan.FromMinutes(29));
        await RangeAsync(client, url, 10, 19);
        host.Advance(TimeSpan.FromMinutes(29));
        await RangeAsync(client, url, 20, 29);
        (await host.AuditAsync()).Select(Bytes).ShouldBe([30]);
        host.Advance(TimeSpan.FromMinutes(31));
        await RangeAsync(client, url, 30, 39);
        (await host.AuditAsync()).Select(Bytes).ShouldBe([30, 10]);
    }

    [Fact]
    public async Task A_day_after_its_first_byte_it_is_another_download()
    {
        await using var host = await TestHost.StartAsync();
        var url = await CreateAsync(host);
        using var client = host.Client();
        for (var i = 0; i < 53; i++)
        {
            await RangeAsync(client, url, 0, 9);
            host.Advance(TimeSpan.FromMinutes(28));
        }
        (await host.AuditAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_reason_that_a_client_gives_is_cut_to_a_length_that_the_log_keeps()
    {
        await using var host = await TestHost.StartAsync();
        var url = await CreateAsync(host, 10);
        using var client = host.Client();
        var reason = new string('x', 999);
        foreach (var end in (string[])["xxx", "😀"])
            await client.GetByteArrayAsync($"{url}?clientReason={Uri.EscapeDataString(reason + end)}");
        (await host.AuditAsync()).Select(entry => entry.Extended["clientReason"]).ShouldBe([reason + "x", reason]);
    }

    [Fact]
    public async Task Readers_documents_reasons_and_clients_are_told_apart()
    {
        await using var host = await TestHost.StartAsync();
        var (url, other) = (await CreateAsync(host), await CreateAsync(host, 1_000));
        using var client = host.Client();
        await RangeAsync(client, url, 0, 9);
        await RangeAsync(client, other, 0, 9);
        await RangeAsync(client, $"{url}?clientReason=view", 0, 9);
        using (var browser = host.Client())
        {
            browser.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("browser", "1"));
            await RangeAsync(browser, url, 0, 9);
        }
        await RangeAsync(client, url, 10, 19);
        (await host.AuditAsync()).Select(Bytes).ShouldBe([20, 10, 10, 10]);
    }

    [Fact]
    public async Task A_reader_that_leaves_midway_is_recorded_with_what_it_got()
    {
        var store = new VastStore();
        await using var host = await TestHost.StartAsync(store);
        var document = await VastStore.DocumentAsync(host);
        using (var client = host.Client())
        {
            using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content", HttpCompletionOption.ResponseHeadersRead);
            await using var body = await answer.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[1_000_000]);
        }
        await store.FirstClosed.WaitAsync(TestContext.Current.CancellationToken);
        // The content is closed after the entry is corrected.
        var entry = (await host.AuditAsync()).ShouldHaveSingleItem();
        Bytes(entry).ShouldBeInRange(1_000_000, VastStore.Length - 1);
    }

    [Fact]
    public async Task Small_content_that_cannot_be_read_went_to_nobody()
    {
        await using var host = await TestHost.StartAsync(new VastStore { Announced = 1_000, EndsAt = 500 });
        var document = await VastStore.DocumentAsync(host);
        using var client = host.Client();
        using var answer = await client.GetAsync($"/nuxeo/nxfile/default/{document.Id}/file:content");
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        Bytes((await host.AuditAsync()).ShouldHaveSingleItem()).ShouldBe(0);
    }

    private static async Task<string> CreateAsync(TestHost host, int length = Length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var document = await host.CreateAsync("File", ("file:content", BlobSource.FromBytes(content).With(fileName: "film.mp4", mediaType: "video/mp4")));
        return $"/nuxeo/nxfile/default/{document.Id}/file:content";
    }

    private static async Task<byte[]> RangeAsync(HttpClient client, string url, long from, long to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(from, to) } };
        using var answer = await client.SendAsync(request);
        answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static long Bytes(AuditEntry entry) => long.Parse(entry.Extended["bytesSent"], CultureInfo.InvariantCulture);
}
