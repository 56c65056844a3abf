using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Stores.Folders;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Tests.Stores.Folders;

/// <summary>
/// <c>filesystem.json</c>: what the platform's file system provider was recorded to do with a small tree, by configuration. The results are the
/// same, except where <see cref="Differences"/> says so.
/// </summary>
public sealed class FolderVectorTests : IDisposable
{
    /// <summary>Where Archivolt means to differ, by the number of the recorded case, with what it does instead.</summary>
    private static readonly Dictionary<int, Expected> Differences = new()
    {
        // The platform refuses every name with two dots in it; only a part that is '..' climbs.
        [2] = new(Key: "fs2:we..ird.txt", FileName: "we..ird.txt", Length: 1, Digest: "61e9c06ea9a85a5088a499df6458d276"),
        [19] = new(Content: "W", File: "$R/root/we..ird.txt"),
        // The platform follows links wherever they lead; these two lead out of the root.
        [6] = new(Error: BlobError.InvalidKey),
        [7] = new(Error: BlobError.InvalidKey),
        [22] = new(Error: BlobError.InvalidKey),
        // The platform compares texts, so that a root with two slashes at its end has no files.
        [27] = new(Key: "fs25:a.txt", FileName: "a.txt", Length: 1, Digest: "7fc56270e7a70fa81a5935b72eacbe29"),
    };

    private readonly TestDirectory _directory = new();

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Recorded.GetProperty("cases").GetArrayLength())];

    private static JsonElement Recorded { get; } =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "filesystem.json"))).RootElement;

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_recorded_case_has_the_recorded_result(int number)
    {
        MakeTree();
        var recorded = Recorded.GetProperty("cases")[number];
        var expected = Differences.GetValueOrDefault(number) ?? Expected.Of(recorded);
        if (expected.Error is { } error)
        {
            (await Should.ThrowAsync<BlobException>(() => RunAsync(recorded))).Error.ShouldBe(error);
            return;
        }
        var (info, content, file) = await RunAsync(recorded);
        info?.Key.ToString().ShouldBe(Placed(expected.Key!));
        info?.FileName.ShouldBe(expected.FileName);
        info?.Length.ShouldBe(expected.Length);
        info?.Digest.ShouldBe(expected.Digest);
        info?.MediaType.ShouldBeNull();
        content.ShouldBe(expected.Content);
        file.ShouldBe(expected.File is null ? null : Placed(expected.File));
    }

    public void Dispose() => _directory.Dispose();

    private async Task<(BlobInfo? Info, string? Content, string? File)> RunAsync(JsonElement recorded)
    {
        var id = recorded.TryGetProperty("providerId", out var given) ? given.GetString()! : "fs";
        var settings = new Dictionary<string, string?>
        {
            [$"Archivolt:Providers:{id}:Type"] = "Folder",
            [$"Archivolt:Providers:{id}:Root"] = Placed(recorded.GetProperty("root").GetString()!),
        };
        await using var services = new ServiceCollection()
            .AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Services.BuildServiceProvider();
        var manager = await services.OpenBlobsAsync();
        if (recorded.TryGetProperty("createPath", out var path))
        {
            var folder = manager[id].Ability<FolderStore>().ShouldNotBeNull();
            return (await folder.DescribeAsync(new BlobInfo { Key = new BlobKey(id, Placed(path.GetString()!)) }), null, null);
        }
        var key = BlobKey.Parse(recorded.GetProperty("readKey").GetString()!.Replace("$ID", id, StringComparison.Ordinal));
        using var reader = new StreamReader(await manager.OpenAsync(key));
        return (null, await reader.ReadToEndAsync(), await manager[id].Ability<FolderStore>()!.FindFileAsync(key.Key));
    }

    private void MakeTree()
    {
        foreach (var file in Recorded.GetProperty("files").EnumerateObject())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_directory[file.Name])!);
            File.WriteAllText(_directory[file.Name], file.Value.GetString());
        }
        foreach (var link in Recorded.GetProperty("links").EnumerateObject())
            File.CreateSymbolicLink(_directory[link.Name], Placed(link.Value.GetString()!));
    }

    private string Placed(string text) => text.Replace("$R", _directory[""], StringComparison.Ordinal);

    private sealed record Expected(
        string? Key = null, string? FileName = null, int? Length = null, string? Digest = null, string? Content = null, string? File = null, BlobError? Error = null)
    {
        public static Expected Of(JsonElement recorded)
        {
            string? Text(string name) => recorded.TryGetProperty(name, out var value) ? value.GetString() : null;
            return recorded.TryGetProperty("error", out var error) || recorded.TryGetProperty("streamError", out error)
                ? new Expected(Error: Code(error[0].GetString()!))
                : new Expected(Text("key"), Text("filename"), recorded.TryGetProperty("length", out var length) ? length.GetInt32() : null, Text("digest"), Text("content"), Text("file"));
        }

        private static BlobError Code(string recorded) => recorded switch
        {
            _ when recorded.Contains("Missing property", StringComparison.Ordinal) => BlobError.Configuration,
            _ when recorded.Contains("Illegal path", StringComparison.Ordinal) => BlobError.InvalidKey,
            _ when recorded.Contains("not under configured root", StringComparison.Ordinal) => BlobError.InvalidKey,
            _ when recorded.Contains("Invalid managed blob key", StringComparison.Ordinal) => BlobError.InvalidKey,
            _ => BlobError.NotFound,
        };
    }
}
