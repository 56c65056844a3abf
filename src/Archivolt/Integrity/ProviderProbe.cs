using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Integrity;

/// <summary>
/// Proves a provider end to end with a blob of its own: writes it, reads it whole and in part, finds it in the listing, reads it through a signed URL,
/// and deletes it. Nothing else in the store is touched.
/// </summary>
/// <param name="manager">The providers.</param>
/// <param name="http">Reads signed URLs.</param>
public sealed class ProviderProbe(BlobManager manager, HttpClient http)
{
    private const int UsualLength = 1 << 20;

    /// <summary>How long an answer to a signed URL may take.</summary>
    internal static readonly TimeSpan UrlTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs the steps one after another. What depends on a step that failed is not tried; the blob is deleted whatever happens.</summary>
    /// <param name="provider">The provider's id.</param>
    /// <param name="cancellationToken">Cancels; the blob is deleted first.</param>
    /// <exception cref="BlobException"><see cref="BlobError.NotFound"/>: there is no such provider.</exception>
    public async IAsyncEnumerable<ProbeStep> RunAsync(string provider, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var probed = manager[provider];
        var opened = await TryAsync("open", async () =>
        {
            await probed.EnsureOpenAsync(cancellationToken);
            return Done($"{probed.Store.Traits.Name} is open.");
        });
        yield return opened;
        if (opened.Outcome == ProbeOutcome.Failed)
            yield break;

        var run = new Run(probed, http);
        var written = await TryAsync("write", () => run.WriteAsync(cancellationToken));
        try
        {
            yield return written;
            if (written.Outcome == ProbeOutcome.Ok)
            {
                yield return await TryAsync("stat", () => run.StatAsync(cancellationToken));
                yield return await TryAsync("read", () => run.ReadAsync(cancellationToken));
                yield return await TryAsync("range", () => run.ReadRangeAsync(cancellationToken));
                yield return await TryAsync("list", () => run.ListAsync(cancellationToken));
                yield return await TryAsync("url", () => run.ReadUrlAsync(cancellationToken));
                yield return await TryAsync("delete", () => run.DeleteAsync(cancellationToken));
            }
        }
        finally
        {
            await run.CleanUpAsync();
        }
    }

    private static (ProbeOutcome, string) Done(string detail) => (ProbeOutcome.Ok, detail);

    private static (ProbeOutcome, string) Wrong(string detail) => (ProbeOutcome.Failed, detail);

    private static (ProbeOutcome, string) NotOffered(string detail) => (ProbeOutcome.NotOffered, detail);

    private static async Task<ProbeStep> TryAsync(string step, Func<Task<(ProbeOutcome Outcome, string Detail)>> run)
    {
        // A cache would answer for the store. In each step: what an iterator sets is gone after it yields.
        UncachedReads.Begin();
        var started = Stopwatch.GetTimestamp();
        try
        {
            var (outcome, detail) = await run();
            return new ProbeStep(step, outcome, detail, null, Stopwatch.GetElapsedTime(started));
        }
        catch (BlobException exception)
        {
            return new ProbeStep(step, ProbeOutcome.Failed, exception.Message, AdviceFor(step, exception.Error), Stopwatch.GetElapsedTime(started));
        }
    }

    private static string? AdviceFor(string step, BlobError error) => error switch
    {
        BlobError.PermissionDenied => $"Correct the credentials, or let the account {(step == "open" ? "use" : step)} blobs in this place.",
        BlobError.Unavailable or BlobError.Timeout => "See that the address is right, that the server runs, and that this machine reaches it.",
        BlobError.NotFound => "Make the place first (bucket, container, table, directory), or correct its name.",
        BlobError.NoSpace => "Free space, or raise the quota.",
        BlobError.ReadOnly => "Open the store, or mount its disk, for writing.",
        BlobError.IO or BlobError.Damaged => "See to the disk or the server below: what was written is not what is read.",
        BlobError.Retained => "The place retains whatever is written: the probe stays until it lets go.",
        _ => null,
    };

    /// <summary>The blob of one probe.</summary>
    private sealed class Run(BlobProvider provider, HttpClient http)
    {
        private readonly byte[] _content = RandomNumberGenerator.GetBytes((int)Math.Min(UsualLength, provider.Options.MaxLength ?? UsualLength));
        private string? _key;

        private IBlobStore Store => provider.Store;

        private string Key => _key ?? throw new InvalidOperationException("Nothing was written.");

        public async Task<(ProbeOutcome, string)> WriteAsync(CancellationToken cancellationToken)
        {
            var strategy = provider.Options.KeyStrategy;
            if (strategy is KeyStrategy.Foreign)
                return NotOffered("The provider only refers to files of others: nothing was written, so nothing else was tried.");
            using var bytes = new MemoryStream(_content);
            _key = strategy.KeyBeforeContent(BlobSource.FromBytes(_content), new BlobOwner("default", Guid.NewGuid().ToString(), "content"))
                ?? strategy.KeyOf((await ContentDigest.OfAsync(bytes, strategy.Algorithm, cancellationToken: cancellationToken)).Digest);
            await using var draft = await Store.BeginWriteAsync(new WriteOptions { ExpectedLength = _content.Length }, cancellationToken);
            await draft.Body.WriteAsync(_content, cancellationToken);
            _key = (await draft.CommitAsync(_key, cancellationToken)).Key;
            return Done($"{_content.Length} bytes are stored under '{_key}'.");
        }

        public async Task<(ProbeOutcome, string)> StatAsync(CancellationToken cancellationToken) => await Store.StatAsync(Key, cancellationToken) switch
        {
            null => Wrong("The store does not know what was just written."),
            { Length: var length } when length != _content.Length => Wrong($"The store says that the blob has {length} bytes."),
            _ => Done("The length is right."),
        };

        public async Task<(ProbeOutcome, string)> ReadAsync(CancellationToken cancellationToken)
        {
            await using var content = await Store.OpenAsync(Key, cancellationToken: cancellationToken);
            return await IsSameAsync(content.Body, _content, cancellationToken) ? Done("The bytes are those that were written.") : Wrong("The bytes are not those that were written.");
        }

        public async Task<(ProbeOutcome, string)> ReadRangeAsync(CancellationToken cancellationToken)
        {
            var (from, count) = Range;
            await using var content = await Store.OpenAsync(Key, ByteRange.From(from, count), cancellationToken);
            return await IsSameAsync(content.Body, _content.AsMemory(from, count), cancellationToken)
                ? Done($"{count} bytes from {from} on are those that were written.")
                : Wrong("The bytes of a range are not those that were written there.");
        }

        public async Task<(ProbeOutcome, string)> ListAsync(CancellationToken cancellationToken)
        {
            if (Store.Traits.Listing != Listing.Ordered)
                return NotOffered(Store.Traits.Listing == Listing.None ? "The store does not list its blobs, so it is not collected." : "The store lists in no order; the listing was not read.");
            await foreach (var stat in Store.ListAsync(Key[..^1], cancellationToken))
            {
                if (stat.Key == Key)
                    return Done("The listing names the blob.");
                if (KeyOrder.IsAfter(stat.Key, Key))
                    break;
            }
            return Wrong("The listing does not name the blob.");
        }

        public async Task<(ProbeOutcome, string)> ReadUrlAsync(CancellationToken cancellationToken)
        {
            if (provider.Ability<ISignsUrls>() is not { } signer || await signer.SignAsync(Key, new UrlRequest(UrlUsage.Stream), cancellationToken) is not { } signed)
                return NotOffered("Downloads go through the server: no direct URLs are made.");
            var (from, count) = Range;
            using var request = new HttpRequestMessage(HttpMethod.Get, signed.Url) { Headers = { Range = new RangeHeaderValue(from, from + count - 1) } };
            foreach (var (name, value) in signed.Headers)
                request.Headers.TryAddWithoutValidation(name, value);
            var host = signed.Url.Host;
            try
            {
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (!answer.IsSuccessStatusCode)
                    return Wrong($"{host} answers {(int)answer.StatusCode} to a signed URL: its account or key may not read, or its clock differs.");
                await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
                return await IsSameAsync(body, _content.AsMemory(from, count), cancellationToken)
                    ? Done($"{host} gives a range of the content to whoever has the URL.")
                    : Wrong($"{host} gives other bytes than those that were asked for.");
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return Wrong($"{host} was not reached from here ({exception.GetType().Name}); browsers need it too where direct downloads are on.");
            }
        }

        public async Task<(ProbeOutcome, string)> DeleteAsync(CancellationToken cancellationToken)
        {
            var (key, proof) = (Key, DeletionProof.Probed(provider.Id));
            if (!await Store.DeleteAsync(key, proof, cancellationToken))
                return Wrong("The store did not find what it should delete.");
            _key = null;
            return await Store.StatAsync(key, cancellationToken) is null ? Done("The blob is gone.") : Wrong($"The store still has '{key}' after it was deleted.");
        }

        // A write may have succeeded though it failed.
        public async Task CleanUpAsync()
        {
            if (_key is not { } key)
                return;
            try
            {
                await Store.DeleteAsync(key, DeletionProof.Probed(provider.Id), CancellationToken.None);
            }
            catch (BlobException)
            {
                // The step that failed said why.
            }
        }

        private (int From, int Count) Range => (_content.Length / 3, Math.Max(1, _content.Length / 5));

        private static async Task<bool> IsSameAsync(Stream body, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken)
        {
            var buffer = new byte[expected.Length + 1];
            return await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) == expected.Length
                && buffer.AsSpan(0, expected.Length).SequenceEqual(expected.Span);
        }
    }
}
