using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Archivolt.Soak;

/// <summary>
/// Writers, replacers, deleters and uploaders of the same few contents against the collector, on servers that are killed at random. Every
/// document belongs to one worker, which therefore knows what each has to answer; whatever else comes back is a loss.
/// </summary>
/// <param name="start">Starts a server; they share everything.</param>
/// <param name="servers">How many run.</param>
/// <param name="seed">Makes the choices repeatable as far as time allows.</param>
public sealed class CollectionSoak(Func<Task<SoakNode>> start, int servers, int seed)
{
    private const int Workers = 6;
    private const int Contents = 20;
    private const string Workspaces = "/nuxeo/api/v1/path/default-domain/workspaces";

    private readonly byte[][] _contents = [.. Enumerable.Range(0, Contents).Select(number => ContentOf(seed, number))];
    private readonly ConcurrentQueue<string> _losses = [];
    private SoakNode[] _nodes = [];
    private long _writes;
    private long _reads;
    private long _deletions;
    private long _kills;
    private int _names;

    /// <summary>What a server of the soak is configured with: seconds where installations have days.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Archivolt__LeaseTime"] = "00:00:03",
        ["Archivolt__Collection__Grace"] = "00:00:02",
        ["Archivolt__Collection__Every"] = "00:00:01",
        ["Archivolt__Collection__UploadTimeout"] = "00:00:04",
        ["Archivolt__Collection__Immediate"] = "true",
    };

    /// <summary>So many writes and kills it goes on for, whatever the time: a busy machine gets through less.</summary>
    public (long Writes, long Kills) Least { get; init; }

    /// <summary>Runs for a while, then looks at every document once more, deletes them, and waits until the collector has taken everything.</summary>
    /// <returns>What happened; no losses is what it is about.</returns>
    public async Task<SoakResult> RunAsync(TimeSpan duration, TimeSpan settleTime, CancellationToken cancellationToken = default)
    {
        _nodes = await Task.WhenAll(Enumerable.Range(0, servers).Select(_ => start()));
        // One document stays: a database that refers to nothing is not collected.
        var guard = new Owned(await CreateAsync(_nodes[0], cancellationToken), 0);
        await PutAsync(_nodes[0], guard, 0, cancellationToken);
        var ends = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(new Random(seed + worker), ends, cancellationToken), cancellationToken)).ToList();
        await KillAsync(new Random(seed - 1), ends, cancellationToken);
        var owned = (await Task.WhenAll(workers)).SelectMany(documents => documents).Append(guard).ToList();
        foreach (var node in _nodes)
        {
            foreach (var document in owned)
                await ReadAsync(node, document, "at the end", cancellationToken);
        }
        foreach (var document in owned.Where(document => document != guard))
            (await _nodes[0].Client.DeleteAsync(document.Address, cancellationToken)).EnsureSuccessStatusCode();
        var left = await SettleAsync(settleTime, cancellationToken);
        foreach (var node in _nodes)
            await node.Kill();
        return new SoakResult(_writes, _reads, _deletions, _kills, left, [.. _losses]);
    }

    private async Task<List<Owned>> WorkAsync(Random random, long ends, CancellationToken cancellationToken)
    {
        var documents = new List<Owned>();
        while (!IsOver(Stopwatch.GetTimestamp(), ends))
        {
            var node = _nodes[random.Next(_nodes.Length)];
            var document = documents.Count == 0 ? null : documents[random.Next(documents.Count)];
            try
            {
                switch (random.Next(10))
                {
                    case < 4 when documents.Count < 30:
                        var created = new Owned(await CreateAsync(node, cancellationToken), null);
                        documents.Add(created);
                        await PutAsync(node, created, random.Next(Contents), cancellationToken);
                        break;
                    case 4 when document is not null:
                        await PutAsync(node, document, random.Next(Contents), cancellationToken);
                        break;
                    case < 7 when document is not null:
                        documents.Remove(document);
                        using (var deleted = await node.Client.DeleteAsync(document.Address, cancellationToken))
                            Expect(deleted, "delete");
                        Interlocked.Increment(ref _deletions);
                        break;
                    default:
                        if (document is not null)
                            await ReadAsync(node, document, "meanwhile", cancellationToken);
                        break;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // The server was killed in the middle: the operation happened or it did not.
                await Task.Delay(20, cancellationToken);
            }
        }
        return documents;
    }

    private async Task KillAsync(Random random, long ends, CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = TimeSpan.FromSeconds(1.5 + (3 * random.NextDouble()));
            if (IsOver(Stopwatch.GetTimestamp() + (long)(pause.TotalSeconds * Stopwatch.Frequency), ends))
                return;
            await Task.Delay(pause, cancellationToken);
            var victim = random.Next(_nodes.Length);
            await _nodes[victim].Kill();
            _nodes[victim] = await start();
            Interlocked.Increment(ref _kills);
        }
    }

    private bool IsOver(long now, long ends) => now >= ends && Interlocked.Read(ref _writes) >= Least.Writes && Interlocked.Read(ref _kills) >= Least.Kills;

    private async Task<string> CreateAsync(SoakNode node, CancellationToken cancellationToken)
    {
        using var created = await node.Client.PostAsJsonAsync(Workspaces, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["entity-type"] = "document",
            ["type"] = "File",
            ["name"] = $"soak-{Interlocked.Increment(ref _names)}",
        }, cancellationToken);
        Expect(created, "create");
        var document = await created.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return $"/nuxeo/api/v1/id/{document.GetProperty("uid").GetString()}";
    }

    // Until it is acknowledged, the document may have the old content or the new one.
    private async Task PutAsync(SoakNode node, Owned document, int content, CancellationToken cancellationToken)
    {
        document.Possible.Add(content);
        using var put = await node.Client.PutAsync($"{document.Address}/@blob/file:content", new ByteArrayContent(_contents[content]), cancellationToken);
        Expect(put, "put");
        document.Possible.Clear();
        document.Possible.Add(content);
        Interlocked.Increment(ref _writes);
    }

    private async Task ReadAsync(SoakNode node, Owned document, string when, CancellationToken cancellationToken)
    {
        using var answer = await node.Client.GetAsync($"{document.Address}/@blob/file:content", cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound && document.Possible.Contains(null))
            return;
        if (answer.StatusCode != HttpStatusCode.OK)
        {
            _losses.Enqueue($"{when}: {document.Address} answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
            return;
        }
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        if (!document.Possible.Any(content => content is { } number && bytes.AsSpan().SequenceEqual(_contents[number])))
            _losses.Enqueue($"{when}: {document.Address} has other content than was stored");
        Interlocked.Increment(ref _reads);
    }

    // Everything that is referred to by nothing goes: one content stays, the guard's, and documents of which nobody knows that they were stored.
    private async Task<long> SettleAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var status = await _nodes[0].Client.GetFromJsonAsync<JsonElement>("/nuxeo/api/v1/management/collection", cancellationToken);
            var uploads = await _nodes[0].Client.GetFromJsonAsync<JsonElement>("/nuxeo/api/v1/management/uploads", cancellationToken);
            var left = status.GetProperty("entries").EnumerateArray().Sum(entry => entry.GetProperty("condemned").GetProperty("blobs").GetInt64())
                + uploads.GetProperty("entries").GetArrayLength();
            if (left == 0 || Stopwatch.GetElapsedTime(started) > time)
                return left;
            await Task.Delay(200, cancellationToken);
        }
    }

    private void Expect(HttpResponseMessage answer, string what)
    {
        if (!answer.IsSuccessStatusCode)
            _losses.Enqueue($"{what} answers {(int)answer.StatusCode}: {answer.Content.ReadAsStringAsync().Result}");
    }

    private static byte[] ContentOf(int seed, int number)
    {
        var bytes = new byte[100 + (number * 977)];
        new Random(HashCode.Combine(seed, number)).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A document of one worker, and what it may hold: a content, or null for none.</summary>
    private sealed class Owned(string address, int? content)
    {
        public string Address => address;

        public HashSet<int?> Possible { get; } = [content];
    }
}

/// <summary>What a soak found.</summary>
/// <param name="Writes">Acknowledged writes.</param>
/// <param name="Reads">Contents that were read and right.</param>
/// <param name="Deletions">Deleted documents.</param>
/// <param name="Kills">How often a server was killed.</param>
/// <param name="Left">Condemned blobs and open uploads that the collector did not come to an end with.</param>
/// <param name="Losses">What was lost, unreadable or refused.</param>
public sealed record SoakResult(long Writes, long Reads, long Deletions, long Kills, long Left, IReadOnlyList<string> Losses)
{
    /// <summary>One sentence.</summary>
    public override string ToString() =>
        $"{Writes} writes, {Reads} reads, {Deletions} deletions, {Kills} kills: {Losses.Count} losses, {Left} left to collect.";
}
