using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Testing;

/// <summary>The contract's part about signed URLs, over a store that answers them by a small server of its own.</summary>
public sealed class SigningStoreTests : BlobStoreContract
{
    protected override IReadOnlyCollection<Type> Abilities => [typeof(ISignsUrls)];

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new SigningStore(new MemoryStore(clock: clock), clock));

    private sealed class SigningStore : StoreLayer, ISignsUrls
    {
        private readonly HttpListener _server = new();
        private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
        private readonly TimeProvider _clock;
        private readonly Task _serving;

        public SigningStore(IBlobStore inner, TimeProvider clock) : base(inner)
        {
            _clock = clock;
            using (var free = new TcpListener(IPAddress.Loopback, 0))
            {
                free.Start();
                _server.Prefixes.Add($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
            }
            _server.Start();
            _serving = ServeAsync();
        }

        public ValueTask<SignedUrl?> SignAsync(string key, UrlRequest request, CancellationToken cancellationToken = default)
        {
            Traits.CheckKey(key);
            var expires = _clock.GetUtcNow() + (request.Lifetime ?? TimeSpan.FromMinutes(15));
            string[] signed =
            [
                request.Method.ToString().ToUpperInvariant(), key, expires.UtcTicks.ToString(CultureInfo.InvariantCulture),
                request.MediaType ?? "", request.ContentDisposition ?? "", request.CacheControl ?? "",
            ];
            var query = string.Join('&', signed.Append(Sign(signed)).Select((value, index) => $"p{index}={Uri.EscapeDataString(value)}"));
            return new(new SignedUrl(new Uri($"{_server.Prefixes.Single()}{Uri.EscapeDataString(key)}?{query}"), expires));
        }

        public override async ValueTask DisposeAsync()
        {
            _server.Close();
            await _serving;
            await base.DisposeAsync();
        }

        private string Sign(string[] values) => Convert.ToHexString(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(string.Join('\n', values))));

        private async Task ServeAsync()
        {
            while (_server.IsListening)
            {
                HttpListenerContext context;
                try
                {
                    context = await _server.GetContextAsync();
                }
                catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
                await AnswerAsync(context);
                context.Response.Close();
            }
        }

        private async Task AnswerAsync(HttpListenerContext context)
        {
            var (request, response) = (context.Request, context.Response);
            var values = Enumerable.Range(0, 6).Select(index => request.QueryString[$"p{index}"] ?? "").ToArray();
            if (Sign(values) != request.QueryString["p6"] || values[0] != request.HttpMethod || values[1] != Uri.UnescapeDataString(request.Url!.AbsolutePath[1..])
                || long.Parse(values[2], CultureInfo.InvariantCulture) < _clock.GetUtcNow().UtcTicks)
            {
                response.StatusCode = 403;
                return;
            }
            if (request.HttpMethod == "PUT")
            {
                await using var draft = await BeginWriteAsync(new WriteOptions { Key = values[1], Replace = true });
                await request.InputStream.CopyToAsync(draft.Body);
                await draft.CommitAsync(values[1]);
                return;
            }
            var range = request.Headers["Range"] is { } asked && ByteRange.TryParse(asked["bytes=".Length..], out var part) ? part : ByteRange.All;
            await using var content = await OpenAsync(values[1], range);
            response.StatusCode = content.Length < content.Stat.Length ? 206 : 200;
            (response.ContentType, response.ContentLength64) = (values[3], content.Length);
            response.Headers["Content-Disposition"] = values[4];
            response.Headers["Cache-Control"] = values[5];
            await content.Body.CopyToAsync(response.OutputStream);
        }
    }
}
