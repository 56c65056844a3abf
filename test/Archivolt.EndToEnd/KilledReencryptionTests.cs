using System.Diagnostics;
using System.Security.Cryptography;

namespace Archivolt.EndToEnd;

/// <summary>kill -9 of <c>archivolt reencrypt</c>, again and again: every blob is there at every moment, and at the end everything is encrypted.</summary>
public sealed class KilledReencryptionTests : TestFolder
{
    private const int Blobs = 60;

    private string Data => Path.Combine(Folder, "data");

    private string Store => Path.Combine(Data, "binaries");

    [Fact]
    public async Task A_store_comes_out_of_the_clear_whatever_moment_it_is_killed_at()
    {
        var contents = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        Directory.CreateDirectory(Path.Combine(Folder, "contents"));
        for (var i = 0; i < Blobs; i++)
        {
            var content = Marked.Content(i % 10 == 0 ? 4_000_000 : 20_000);
            contents[Convert.ToHexStringLower(SHA256.HashData(content))] = content;
            await File.WriteAllBytesAsync(Path.Combine(Folder, "contents", $"{i}"), content);
        }
        (await CliProcess.RunAsync(["put", "default", .. Directory.GetFiles(Path.Combine(Folder, "contents")), "--data", Data])).ShouldExitWith(0);
        Directory.Delete(Path.Combine(Folder, "contents"), recursive: true);
        Marked.FilesWithMarker(Store).Count.ShouldBe(Blobs);
        var leaving = Config(""", "Former": { "Format": "none" }""");

        for (var left = Blobs - 1; left > 0; left -= Random.Shared.Next(4, 16))
        {
            using var process = Process.Start(CliProcess.StartInfo("reencrypt", "default", "--data", Data, "--config", leaving))!;
            var wanted = left;
            await Eventually.BecomesTrueAsync(() => process.HasExited || Marked.FilesWithMarker(Path.Combine(Store, "data")).Count <= wanted, $"{wanted} are left in clear");
            process.Kill();
            await process.WaitForExitAsync();
            Directory.GetFiles(Path.Combine(Store, "data"), "*", SearchOption.AllDirectories).Length.ShouldBe(Blobs + 2, "every blob, and the keyring twice");
            await using var server = await ServerProcess.StartAsync(Data, "--config", leaving);
        }
        (await CliProcess.RunAsync("verify", "--data", Data, "--config", leaving)).ShouldExitWith(0).Text.ShouldContain($"{Blobs} sound");
        (await CliProcess.RunAsync("reencrypt", "default", "--data", Data, "--config", leaving)).ShouldExitWith(0).Text.ShouldContain("0 left as they were");

        var strict = Config("");
        (await CliProcess.RunAsync("verify", "--data", Data, "--config", strict)).ShouldExitWith(0).Text.ShouldContain($"{Blobs} sound");
        // Verify has read all of them; a few are fetched too.
        foreach (var (key, content) in contents.Where((_, index) => index % 6 == 0))
            (await CliProcess.RunAsync("get", $"default:{key}", "--data", Data, "--config", strict)).ShouldExitWith(0).Bytes.AsSpan().SequenceEqual(content).ShouldBeTrue(key);
        Marked.FilesWithMarker(Data).ShouldBeEmpty();
    }

    private string Config(string former)
    {
        var key = Path.Combine(Folder, "key");
        File.WriteAllText(key, new string('5', 64));
        var config = Path.Combine(Folder, former.Length == 0 ? "strict.json" : "leaving.json");
        File.WriteAllText(config,
            $$"""{ "Archivolt": { "Providers": { "default": { "Type": "File", "Encryption": { "KeyFile": "{{key.Replace("\\", "/", StringComparison.Ordinal)}}"{{former}} } } } } }""");
        return config;
    }
}
