using System.Text.Json;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Tests.Stores.Files;

/// <summary>One store directory of <c>test/vectors/stores.json</c>, recorded from the Nuxeo platform's own classes.</summary>
internal sealed class StoreVector(JsonElement json)
{
    private static readonly string Vectors = Path.Combine(AppContext.BaseDirectory, "vectors");

    private static readonly Dictionary<string, StoreVector> All = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Vectors, "stores.json"))).RootElement
        .EnumerateArray().Select(entry => new StoreVector(entry)).ToDictionary(vector => vector.Name);

    public static IEnumerable<string> Names => All.Keys;

    public static StoreVector Named(string name) => All[name];

    public string Name => json.GetProperty("name").GetString()!;

    /// <summary>True when the platform refused the properties themselves.</summary>
    public bool IsRefused => json.TryGetProperty("error", out _);

    /// <summary>The recorded blobs that the platform did store, as last written under each key.</summary>
    public IReadOnlyList<RecordedBlob> Blobs => [.. Writes.GroupBy(blob => blob.Key).Select(writes => writes.Last())];

    /// <summary>Every recorded write that the platform did not refuse, in order.</summary>
    public IReadOnlyList<RecordedBlob> Writes => json.TryGetProperty("blobs", out var blobs)
        ? [.. blobs.EnumerateArray().Where(blob => !blob.TryGetProperty("error", out _)).Select(blob => new RecordedBlob(
            blob.GetProperty("key").GetString()!,
            Convert.FromHexString(blob.GetProperty("contentHex").GetString()!),
            blob.TryGetProperty("file", out var file) ? file.GetString() : null,
            blob.TryGetProperty("docId", out var id) ? new BlobOwner("default", id.GetString()!, blob.GetProperty("xpath").GetString()!) : null))]
        : [];

    /// <summary>The recorded directory: that of the namespace, where there is one.</summary>
    public string Source => Path.Combine(Vectors, "stores", DirectoryName);

    public string DirectoryName => Settings.TryGetValue("Namespace", out var name) ? $"{Name}_{name}" : Name;

    /// <summary>Opens a provider of type <c>File</c> with the recorded properties, over <paramref name="home"/>/NAME.</summary>
    public ServiceProvider Start(string home) =>
        FileProviders.Start(home, [("Path", Name), .. Settings.Select(setting => (setting.Key, (string?)setting.Value))]);

    // The older classes take digest and depth from config.xml alone.
    private Dictionary<string, string> Settings => json.GetProperty("class").GetString()!.EndsWith("BinaryManager", StringComparison.Ordinal)
        ? []
        : json.GetProperty("properties").EnumerateObject().ToDictionary(
            property => char.ToUpperInvariant(property.Name[0]) + property.Name[1..], property => property.Value.GetString()!);
}

/// <summary>A recorded write.</summary>
internal sealed record RecordedBlob(string Key, byte[] Content, string? File, BlobOwner? Owner);
