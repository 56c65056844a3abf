using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Encryption.Tests;

/// <summary>The samples of <c>docs/encryption.md</c> are code that is built here, and does what the page says.</summary>
public sealed partial class DocumentedSampleTests
{
    [Fact]
    public void Every_sample_is_code_of_these_tests()
    {
        var page = File.ReadAllText(Path.Combine(Repository(), "docs", "encryption.md"));
        var samples = CSharp().Matches(page).Select(match => Lines(match.Groups["code"].Value)).ToList();
        var code = Directory.GetFiles(Here(), "*.cs").Select(file => Lines(File.ReadAllText(file))).ToList();
        samples.Count.ShouldBe(4);
        foreach (var sample in samples)
            code.ShouldContain(file => file.Contains(sample, StringComparison.Ordinal), $"no test is:\n{sample}");
    }

    [Fact]
    public async Task A_key_management_service_opens_a_configured_provider()
    {
        using var directory = new TestDirectory();
        using var vault = new Vault();
        BlobInfo written;
        await using (var services = Services(directory, vault))
            written = await (await services.OpenBlobsAsync())["default"].WriteAsync(BlobSource.FromText("hello"));
        await using (var services = Services(directory, vault))
        {
            var provider = (await services.OpenBlobsAsync())["default"];
            provider.Ability<Keyring>()!.MasterIds.ShouldBe(["vault:archive"]);
            (await provider.Store.GetAsync(written.Key.Key)).ShouldBe("hello"u8.ToArray());
        }
        vault.IsDown = true;
        await using var without = Services(directory, vault);
        (await Should.ThrowAsync<BlobException>(without.OpenBlobsAsync)).Error.ShouldBe(BlobError.Unavailable);
    }

    [Fact]
    public async Task A_service_that_fails_later_stops_nothing_and_is_not_asked_for_nothing()
    {
        using var vault = new Vault();
        var clock = new TestClock();
        using var keyring = await Keyring.OpenAsync(new MemoryStore(), [new VaultMasterKey(vault.Client(), "archive")], clock: clock);
        var asked = vault.Asked;
        vault.IsDown = true;
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(Keyring.ScanEvery);
            (await keyring.BeginAsync(new byte[keyring.HeaderLength])).Dispose();
        }
        vault.Asked.ShouldBe(asked, "a keyring that did not change is not opened again");
    }

    private static ServiceProvider Services(TestDirectory directory, Vault vault)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Archivolt:DataPath"] = directory[""],
            ["Archivolt:Providers:default:Type"] = "File",
            ["Archivolt:Providers:default:Encryption:Vault:Key"] = "archive",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        HttpClient VaultClient() => vault.Client();
        services.AddArchivolt(configuration, archivolt => archivolt
            .AddMasterKey("Vault", (section, context) => new VaultMasterKey(VaultClient(), section["Key"]!)));
        return services.BuildServiceProvider();
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static string Repository() => Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CSharp();

    /// <summary>As much of Vault's transit engine as the sample uses.</summary>
    private sealed class Vault : HttpMessageHandler
    {
        private readonly AesGcm _key = new(RandomNumberGenerator.GetBytes(32), 16);

        public bool IsDown { get; set; }

        public int Asked { get; private set; }

        public HttpClient Client() => new(this, disposeHandler: false) { BaseAddress = new Uri("https://vault.test/") };

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            if (IsDown)
                throw new HttpRequestException("connection refused");
            var json = await request.Content!.ReadFromJsonAsync<JsonElement>(cancellationToken);
            byte[] Field(string name) => Convert.FromBase64String(json.GetProperty(name).GetString()!["vault:".Length..]);
            var bound = Convert.FromBase64String(json.GetProperty("associated_data").GetString()!);
            if (request.RequestUri!.AbsolutePath == "/v1/transit/encrypt/archive")
            {
                var clear = Convert.FromBase64String(json.GetProperty("plaintext").GetString()!);
                var wrapped = new byte[28 + clear.Length];
                RandomNumberGenerator.Fill(wrapped.AsSpan(0, 12));
                _key.Encrypt(wrapped.AsSpan(0, 12), clear, wrapped.AsSpan(28), wrapped.AsSpan(12, 16), bound);
                return Answer("ciphertext", $"vault:{Convert.ToBase64String(wrapped)}");
            }
            var stored = Field("ciphertext");
            var opened = new byte[stored.Length - 28];
            try
            {
                _key.Decrypt(stored.AsSpan(0, 12), stored.AsSpan(28), stored.AsSpan(12, 16), opened, bound);
                return Answer("plaintext", Convert.ToBase64String(opened));
            }
            catch (AuthenticationTagMismatchException)
            {
                return new HttpResponseMessage(HttpStatusCode.BadRequest);
            }
        }

        protected override void Dispose(bool disposing)
        {
            _key.Dispose();
            base.Dispose(disposing);
        }

        private static HttpResponseMessage Answer(string name, string value) => new(HttpStatusCode.OK)
        {
            Content = JsonContent.Create(new Dictionary<string, object> { ["data"] = new Dictionary<string, string> { [name] = value } }),
        };
    }
}
