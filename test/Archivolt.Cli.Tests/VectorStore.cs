using System.Text.Json;

namespace Archivolt.Cli.Tests;

/// <summary>One recorded store directory: how it was opened, and what was written into it.</summary>
public sealed record VectorStore(string Name, string Class, IReadOnlyDictionary<string, string> Properties, IReadOnlyList<VectorBlob> Blobs)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Key to content, as a reader should find it now: a later write to a key replaced an earlier one.</summary>
    public IReadOnlyDictionary<string, byte[]> Contents { get; } = Blobs.Where(blob => blob.Key is not null)
        .GroupBy(blob => blob.Key!, StringComparer.Ordinal)
        .ToDictionary(blobs => blobs.Key, blobs => blobs.Last().Content, StringComparer.Ordinal);

    /// <summary>The directory; a namespace is a sibling.</summary>
    public string Folder => Properties.TryGetValue("namespace", out var name) ? $"{Name}_{name}" : Name;

    /// <summary>Where it was recorded.</summary>
    public string Directory => Path.Combine(Vectors, "stores", Folder);

    /// <summary>Every recorded store that could be opened, by name.</summary>
    public static IReadOnlyDictionary<string, VectorStore> All { get; } =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Vectors, "stores.json"))).RootElement.EnumerateArray()
            .Where(store => store.TryGetProperty("blobs", out _)).Select(Read).ToDictionary(store => store.Name, StringComparer.Ordinal);

    private static string Vectors => Path.GetFullPath("../../../../../test/vectors", AppContext.BaseDirectory);

    private static VectorStore Read(JsonElement store) => new(
        store.GetProperty("name").GetString()!,
        store.GetProperty("class").GetString()!.Split('.')[^1],
        store.GetProperty("properties").Deserialize<Dictionary<string, string>>(Json)!,
        store.GetProperty("blobs").Deserialize<VectorBlob[]>(Json)!);
}

/// <summary>One recorded write; without key where the platform refused it.</summary>
public sealed record VectorBlob(string Name, string ContentHex, string? Key, string? File, string? DocId)
{
    public byte[] Content => Convert.FromHexString(ContentHex);
}
