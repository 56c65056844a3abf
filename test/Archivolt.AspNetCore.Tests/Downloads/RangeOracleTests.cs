using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Tests.WithoutDocuments;
using Archivolt.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.AspNetCore.Tests.Downloads;

/// <summary>Random ranges against RFC 9110 §14, read again here from its grammar and byte by byte.</summary>
public sealed partial class RangeOracleTests
{
    private const int Seed = 9110;

    private static readonly int[] Lengths = [0, 1, 2, 7, 100];

    [Fact]
    public async Task Ten_thousand_random_ranges_are_answered_as_RFC_9110_has_it()
    {
        await using var app = await BlobApplication.StartAsync((routes, files) => routes.MapGet("/{key}", (string key) => Results.Blob(files, key)));
        var contents = new List<(string Url, byte[] Bytes)>();
        foreach (var length in Lengths)
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(i + length)).ToArray();
            contents.Add(($"/{(await app.Files.WriteAsync(BlobSource.FromBytes(bytes))).Key.Key}", bytes));
        }
        var server = (TestServer)app.Services.GetRequiredService<IServer>();
        var random = new Random(Seed);
        var answers = new Dictionary<HttpStatusCode, int>();
        for (var i = 0; i < 10_000; i++)
        {
            var (url, bytes) = contents[random.Next(contents.Count)];
            var header = Header(random);
            // A client of .NET would write the header anew.
            var context = await server.SendAsync(request =>
            {
                (request.Request.Method, request.Request.Path) = (HttpMethods.Get, url);
                request.Request.Headers.Range = header;
            }, TestContext.Current.CancellationToken);
            using var body = new MemoryStream();
            await context.Response.Body.CopyToAsync(body, TestContext.Current.CancellationToken);
            var answer = new Answer((HttpStatusCode)context.Response.StatusCode, context.Response.Headers.ContentRange, MediaTypeHeaderValue.Parse(context.Response.ContentType!), body.ToArray());
            await CheckAsync(answer, bytes, header);
            answers[answer.Status] = answers.GetValueOrDefault(answer.Status) + 1;
        }
        // A generator that makes only one kind would prove little.
        answers.Keys.Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.PartialContent, HttpStatusCode.RequestedRangeNotSatisfiable]);
        answers.Values.ShouldAllBe(count => count > 500);
    }

    // What the specification allows: for a header that is no range everything, for one of which no range can be satisfied 416, otherwise the wanted bytes
    // and no others, in one part or several; several may be joined.
    private static async Task CheckAsync(Answer answer, byte[] content, string header)
    {
        var what = $"'{header}' of {content.Length} bytes";
        var ranges = Parse(header);
        var satisfiable = ranges?.Where(range => range.IsSatisfiable(content.Length)).ToList();
        // No Content-Range can say that there is no byte.
        if (satisfiable is null || (content.Length == 0 && satisfiable.Count > 0))
        {
            answer.Status.ShouldBe(HttpStatusCode.OK, what);
            answer.Body.ShouldBe(content, what);
            return;
        }
        if (satisfiable.Count == 0)
        {
            answer.Status.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable, what);
            answer.ContentRange.ShouldBe($"bytes */{content.Length}", what);
            return;
        }
        answer.Status.ShouldBe(HttpStatusCode.PartialContent, what);
        var wanted = Enumerable.Range(0, content.Length).Where(i => satisfiable.Exists(range => range.Contains(i, content.Length)));
        var sent = new List<int>();
        foreach (var (range, part) in await PartsAsync(answer))
        {
            var match = ContentRange().Match(range);
            match.Success.ShouldBeTrue(what);
            var (first, last) = (Number(match, 1), Number(match, 2));
            Number(match, 3).ShouldBe(content.Length, what);
            part.ShouldBe(content[first..(last + 1)], what);
            sent.AddRange(Enumerable.Range(first, last - first + 1));
        }
        sent.Distinct().Count().ShouldBe(sent.Count, what);
        sent.Order().ShouldBe(wanted, what);
    }

    private static async Task<List<(string Range, byte[] Bytes)>> PartsAsync(Answer answer)
    {
        if (answer.Type.MediaType != "multipart/byteranges")
            return [(answer.ContentRange!, answer.Body)];
        answer.ContentRange.ShouldBeNull();
        var parts = new List<(string, byte[])>();
        var reader = new MultipartReader(answer.Type.Parameters.Single(parameter => parameter.Name == "boundary").Value!, new MemoryStream(answer.Body));
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes);
            parts.Add((section.Headers!["Content-Range"].ToString(), bytes.ToArray()));
        }
        parts.Count.ShouldBeGreaterThan(1);
        return parts;
    }

    // ranges-specifier = range-unit "=" range-set, a comma-separated list whose empty elements a recipient ignores; null for anything else.
    private static List<Spec>? Parse(string header)
    {
        var match = RangesSpecifier().Match(header);
        if (!match.Success)
            return null;
        var specs = new List<Spec>();
        foreach (var text in match.Groups["set"].Value.Split(',').Select(text => text.Trim(' ', '\t')).Where(text => text.Length > 0))
        {
            var spec = RangeSpec().Match(text);
            if (!spec.Success)
                return null;
            var (first, last) = (Big(spec.Groups[1].Value), Big(spec.Groups[2].Value));
            if ((first is null && last is null) || last < first)
                return null;
            specs.Add(new Spec(first, last));
        }
        return specs.Count is 0 or > RangeHeader.MaxRanges ? null : specs;
    }

    private static string Header(Random random)
    {
        var unit = random.Next(20) switch { 0 => "items=", 1 => "bytes", 2 => "Bytes=", 3 => "bytes:", _ => "bytes=" };
        var specs = Enumerable.Range(0, random.Next(10) switch { 0 => 0, < 6 => 1, 9 => random.Next(60, 70), _ => random.Next(2, 5) }).Select(_ => RandomSpec(random));
        return unit + string.Join(random.Next(4) switch { 0 => ", ", 1 => " ,\t", 2 => ",,", _ => "," }, specs);
    }

    private static string RandomSpec(Random random)
    {
        var (first, second) = (RandomNumber(random), RandomNumber(random));
        return random.Next(24) switch
        {
            0 => "-",
            1 => $"{first}",
            2 => $"{first}-{second}-",
            3 => $"x-{second}",
            4 => $"{first} -{second}",
            5 => $"+{first}-",
            < 11 => $"{first}-",
            < 16 => $"-{first}",
            _ => first.Length > second.Length || (first.Length == second.Length && string.CompareOrdinal(first, second) > 0) && random.Next(8) > 0 ? $"{second}-{first}" : $"{first}-{second}",
        };
    }

    private static string RandomNumber(Random random) => random.Next(20) switch
    {
        0 => "9223372036854775807",
        1 => "99999999999999999999999",
        2 => "007",
        < 12 => random.Next(8).ToString(CultureInfo.InvariantCulture),
        _ => random.Next(120).ToString(CultureInfo.InvariantCulture),
    };

    private static System.Numerics.BigInteger? Big(string digits) => digits.Length == 0 ? null : System.Numerics.BigInteger.Parse(digits, CultureInfo.InvariantCulture);

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^[bB][yY][tT][eE][sS]=(?<set>.*)$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex RangesSpecifier();

    [GeneratedRegex("^([0-9]*)-([0-9]*)$")]
    private static partial Regex RangeSpec();

    [GeneratedRegex("^bytes ([0-9]+)-([0-9]+)/([0-9]+)$")]
    private static partial Regex ContentRange();

    private sealed record Answer(HttpStatusCode Status, string? ContentRange, MediaTypeHeaderValue Type, byte[] Body);

    private sealed record Spec(System.Numerics.BigInteger? First, System.Numerics.BigInteger? Last)
    {
        // §14.1.2: an int-range whose first position is inside, a suffix-range that is not of no byte.
        public bool IsSatisfiable(int length) => First is { } first ? first < length : Last > 0;

        public bool Contains(int position, int length) => First is { } first ? position >= first && (Last is null || position <= Last) : position >= length - Last;
    }
}
