using System.Text.Json.Nodes;

namespace Archivolt.Nuxeo.Tests.Encryption;

/// <summary>What the platform's own classes wrote and read, recorded in <c>test/vectors/crypt.json</c>.</summary>
internal static class CryptVectors
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "vectors");

    public static JsonObject All { get; } = JsonNode.Parse(File.ReadAllBytes(Path.Combine(Folder, "crypt.json")))!.AsObject();

    public static IEnumerable<string> Ids(string part) => All[part]!.AsArray().Select(item => Text(item!, "id"));

    public static JsonObject Get(string part, string id) => All[part]!.AsArray().Single(item => Text(item!, "id") == id)!.AsObject();

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    /// <summary>An option string with the place of the keystores filled in.</summary>
    public static string Key(this JsonNode node) => node.Text("key").Replace("$K", Path.Combine(Folder, "crypt", "keystores"), StringComparison.Ordinal);

    public static byte[] StoredBytes(this JsonNode node) => File.ReadAllBytes(Path.Combine(Folder, node.Text("file")));
}
