using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;

namespace Archivolt.EndToEnd;

/// <summary>Secrets of every kind are configured and used, also wrongly: none of them is in anything that is printed, logged, answered or listed.</summary>
public sealed class SecretsTests : TestFolder
{
    private const string Key = "5ec2e7a10b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f50617283940dfe";
    private const string Password = "a-secret-password-of-this-test";
    private const string WrittenPassword = "another-secret-in-the-configuration";
    private const string PlatformPassword = "the-secret-of-the-platform";
    private const string NextPassword = "the-next-secret-of-this-test";
    private const string WrongPassword = "a-wrong-secret-of-this-test";

    private static readonly string[] Secrets =
        [Key, Convert.ToBase64String(Convert.FromHexString(Key)), Key.ToUpperInvariant(), Password, WrittenPassword, PlatformPassword, NextPassword, WrongPassword];

    private readonly StringBuilder _seen = new();

    private string Data => Path.Combine(Folder, "data");

    [Fact]
    public async Task Nothing_shows_a_secret()
    {
        var config = Config("config.json", Password);
        await using (var server = await ServerProcess.StartAsync(Start(config)))
        {
            _seen.AppendLine(await CommandLineOfAsync(server));
            await UseAsync(server);
            server.Kill();
            _seen.AppendLine(await server.Printed);
        }
        foreach (var provider in (string[])["default", "byPassword", "written", "platform"])
            await RunAsync("put", provider, WriteFile("content", "some content"), "--data", Data, "--config", config);
        foreach (var command in (string[][])[["providers"], ["providers", "--json"], ["verify", "--json"], ["keyring", "show", "default"], ["keyring", "show", "byPassword", "--json"],
            ["keyring", "verify", "byPassword"], ["keyring", "rotate", "default"], ["reencrypt", "default"], ["keyring", "export", "default", Path.Combine(Folder, "export")],
            ["keyring", "change-password", "byPassword", "--password-file", WriteFile("new-password", NextPassword)]])
            await RunAsync([.. command, "--data", Data, "--config", config]);
        _seen.AppendLine(await File.ReadAllTextAsync(Path.Combine(Folder, "export")));

        // And when everything goes wrong: another password, a password for a key, an option string that cannot be read.
        var wrong = Config("wrong.json", WrongPassword, platform: $"password={PlatformPassword},keyAlias={PlatformPassword}");
        await RunAsync("ls", "byPassword", "--data", Data, "--config", wrong);
        await RunAsync("serve", "--data", Data, "--config", wrong, "--urls", "http://127.0.0.1:0");
        await RunAsync("keyring", "verify", "default", "--key-file", WriteFile("no-key", Password), "--data", Data, "--config", config);
        await RunAsync("keyring", "show", "platform", "--data", Data, "--config", config);

        var seen = _seen.ToString();
        foreach (var sign in (string[])["keyring cannot be opened", "Archivolt cannot start", "BlobException", "holds a password in the configuration itself", "\"reencryption\""])
            seen.Contains(sign, StringComparison.Ordinal).ShouldBeTrue($"the test is to see '{sign}'");
        foreach (var secret in Secrets)
            seen.Contains(secret, StringComparison.OrdinalIgnoreCase).ShouldBeFalse($"'{secret}' was shown");
        Directory.EnumerateFiles(Data, "*", SearchOption.AllDirectories).Where(Holds).ShouldBeEmpty("and none is in the data home");
    }

    private static bool Holds(string file)
    {
        using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return Secrets.Any(secret => bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) >= 0);
    }

    private static async Task<string> CommandLineOfAsync(ServerProcess server) =>
        OperatingSystem.IsLinux() ? (await File.ReadAllTextAsync($"/proc/{server.Id}/cmdline")).Replace('\0', ' ') : "";

    private async Task UseAsync(ServerProcess server)
    {
        var file = ServerProcess.MainFileOf(await server.CreateDocumentAsync("secrets"));
        (await server.Client.PutAsync(file, new StringContent("content"))).EnsureSuccessStatusCode();
        var stored = Directory.GetFiles(Path.Combine(Data, "store-default", "data"), "*", SearchOption.AllDirectories)
            .Single(path => !Path.GetFileName(path).StartsWith("archivolt-", StringComparison.Ordinal));
        foreach (var path in (string[])[file, "/nuxeo/api/v1/management/providers", "/nuxeo/api/v1/management/audit", "/openapi/v1.json", "/health", "/nuxeo/runningstatus"])
            await SeeAsync(server.Client.GetAsync(path));
        await SeeAsync(server.Client.PostAsJsonAsync("/nuxeo/api/v1/management/verify", new Dictionary<string, string> { ["provider"] = "default" }));
        await SeeAsync(server.Client.PostAsJsonAsync("/nuxeo/api/v1/management/reencrypt", new Dictionary<string, string> { ["provider"] = "default" }));
        File.Delete(stored);
        await File.WriteAllTextAsync(stored, "no content that was ever encrypted here, and long enough to hold a seal, which it does not");
        await SeeAsync(server.Client.GetAsync(file));
        await SeeAsync(server.Client.PostAsJsonAsync("/nuxeo/api/v1/management/verify", new Dictionary<string, string> { ["provider"] = "default" }));
        File.Delete(stored);
    }

    private async Task SeeAsync(Task<HttpResponseMessage> request)
    {
        using var response = await request;
        _seen.AppendLine($"{(int)response.StatusCode} {response.Headers}{response.Content.Headers}");
        _seen.AppendLine(await response.Content.ReadAsStringAsync());
    }

    private async Task RunAsync(params string[] args)
    {
        var start = CliProcess.StartInfo(args);
        start.Environment["ARCHIVOLT_DEBUG"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        _seen.AppendLine(string.Join(' ', args)).AppendLine(await process.StandardOutput.ReadToEndAsync()).AppendLine(await error);
        await process.WaitForExitAsync();
    }

    private ProcessStartInfo Start(string config)
    {
        var start = CliProcess.StartInfo("serve", "--data", Data, "--config", config, "--urls", "http://127.0.0.1:0");
        foreach (var category in (string[])["Default", "Archivolt", "Microsoft"])
            start.Environment[$"Logging__LogLevel__{category}"] = "Trace";
        return start;
    }

    private string WriteFile(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path.Replace("\\", "/", StringComparison.Ordinal);
    }

    private string Config(string name, string password, string platform = $"password={PlatformPassword}") => WriteFile(name, $$"""
        { "Archivolt": { "Providers": {
            "default": { "Path": "store-default", "Encryption": { "KeyFile": "{{WriteFile($"{name}.key", Key)}}" } },
            "byPassword": { "Path": "store-password", "Encryption": { "PasswordFile": "{{WriteFile($"{name}.password", password)}}" } },
            "written": { "Path": "store-written", "Encryption": { "Password": "{{WrittenPassword}}" } },
            "platform": { "Path": "store-platform", "Encryption": { "Format": "nuxeo", "KeyFile": "{{WriteFile($"{name}.platform", platform)}}" } }
        } } }
        """);
}
