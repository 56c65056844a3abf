using System.Globalization;
using System.Net;
using System.Text;

namespace Archivolt.AspNetCore.Tests.Documents;

/// <summary>Random conditional requests of every method against RFC 9110 §13.2.2, written here from its text.</summary>
public sealed class ConditionOracleTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Seed = 13_2_2;

    [Fact]
    public async Task A_thousand_random_conditional_requests_are_answered_as_RFC_9110_has_it()
    {
        using var client = server.Client();
        var random = new Random(Seed);
        var answers = new Dictionary<HttpStatusCode, int>();
        var id = (await server.CreateAsync()).Uid();
        for (var i = 0; i < 1000; i++)
        {
            var method = random.Next(12) switch { < 3 => "GET", < 6 => "HEAD", < 9 => "PUT", < 10 => "DELETE", 10 => "POST", _ => "PUT document" };
            var state = await StateAsync(client, id, isDocument: method is "POST" or "PUT document");
            // Without conditions it would be 404, and then they do not count.
            if (!state.Exists && method is "GET" or "HEAD" or "DELETE")
                method = "PUT";
            using var request = RequestOf(method, id, i);
            var conditions = Conditions(random, state);
            foreach (var (name, value) in conditions)
                request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
            var what = $"{i}: {method} {string.Join("; ", conditions)} of {state}";

            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

            var expected = Expected(conditions, state, isRead: method is "GET" or "HEAD");
            (answer.IsSuccessStatusCode ? default(HttpStatusCode?) : answer.StatusCode).ShouldBe(expected, what);
            // And what was refused has not happened.
            if (expected is not null)
                (await StateAsync(client, id, state.IsDocument)).ShouldBe(state, what);
            answers[expected ?? HttpStatusCode.OK] = answers.GetValueOrDefault(expected ?? HttpStatusCode.OK) + 1;
        }
        answers.Keys.Order().ShouldBe([HttpStatusCode.OK, HttpStatusCode.NotModified, HttpStatusCode.PreconditionFailed]);
        answers.Values.ShouldAllBe(count => count > 50);
    }

    // §13.2.2, step by step; null where the method is to be performed.
    private static HttpStatusCode? Expected(IReadOnlyList<(string Name, string Value)> conditions, State state, bool isRead)
    {
        var (match, noneMatch) = (ValueOf("If-Match"), ValueOf("If-None-Match"));
        if (match is not null)
        {
            if (!Matches(match, strong: true))
                return HttpStatusCode.PreconditionFailed;
        }
        else if (DateOf("If-Unmodified-Since") is { } unmodified && state.Modified > unmodified)
        {
            return HttpStatusCode.PreconditionFailed;
        }
        if (noneMatch is not null)
            return !Matches(noneMatch, strong: false) ? null : isRead ? HttpStatusCode.NotModified : HttpStatusCode.PreconditionFailed;
        return isRead && DateOf("If-Modified-Since") is { } since && state.Modified <= since ? HttpStatusCode.NotModified : null;

        string? ValueOf(string name) => conditions.Where(condition => condition.Name == name).Select(condition => condition.Value).FirstOrDefault();

        DateTimeOffset? DateOf(string name) => DateTimeOffset.TryParseExact(ValueOf(name), "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

        bool Matches(string list, bool strong)
        {
            if (list == "*" || !state.Exists)
                return state.Exists;
            return list.Split(", ").Any(tag => strong ? tag == state.Tag : tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] == state.Tag : tag == state.Tag);
        }
    }

    private static List<(string Name, string Value)> Conditions(Random random, State state)
    {
        var conditions = new List<(string, string)>();
        foreach (var name in (string[])["If-Match", "If-None-Match"])
        {
            if (random.Next(5) < 2)
                conditions.Add((name, random.Next(6) == 0 ? "*" : string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Tag()))));
        }
        foreach (var name in (string[])["If-Modified-Since", "If-Unmodified-Since"])
        {
            if (random.Next(5) < 2)
                conditions.Add((name, Date()));
        }
        return conditions;

        string Tag() => random.Next(5) switch
        {
            0 or 1 => state.Tag ?? "\"none\"",
            2 => "W/" + (state.Tag ?? "\"none\""),
            3 => "\"\"",
            _ => "\"other\"",
        };

        string Date() => random.Next(7) == 0 ? "yesterday"
            : ((state.Modified ?? DateTimeOffset.UnixEpoch) + TimeSpan.FromSeconds(random.Next(5) switch { 0 => -3600, 1 => -1, 2 => 1, 3 => 3600, _ => 0 })).ToString("R", CultureInfo.InvariantCulture);
    }

    private static HttpRequestMessage RequestOf(string method, string id, int number)
    {
        var blob = $"api/v1/id/{id}/@blob/file:content";
        return method switch
        {
            "PUT" => new HttpRequestMessage(HttpMethod.Put, blob) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes($"content {number}")) },
            "POST" => new HttpRequestMessage(HttpMethod.Post, $"api/v1/id/{id}") { Content = Json.Text($$"""{"type":"File","name":"child-{{number}}"}""") },
            "PUT document" => new HttpRequestMessage(HttpMethod.Put, $"api/v1/id/{id}") { Content = Json.Text($$$"""{"properties":{"dc:title":"title {{{number}}}"}}""") },
            _ => new HttpRequestMessage(new HttpMethod(method), blob),
        };
    }

    // A blob's validators are those of its download, a document's its change token and when it was changed.
    private static async Task<State> StateAsync(HttpClient client, string id, bool isDocument)
    {
        if (isDocument)
        {
            var document = await client.DocumentAsync(id);
            var modified = DateTimeOffset.Parse(document.Text("lastModified")!, CultureInfo.InvariantCulture);
            return new State(true, $"\"{document.Text("changeToken")}\"", DateTimeOffset.FromUnixTimeSeconds(modified.ToUnixTimeSeconds()), true);
        }
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"api/v1/id/{id}/@blob/file:content"));
        return head.StatusCode == HttpStatusCode.NotFound
            ? new State(false, null, null, false)
            : new State(true, head.ShouldBe(HttpStatusCode.OK).Headers.ETag!.ToString(), head.Content.Headers.LastModified, false);
    }

    private sealed record State(bool Exists, string? Tag, DateTimeOffset? Modified, bool IsDocument);
}
