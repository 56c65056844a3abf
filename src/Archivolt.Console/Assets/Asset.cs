using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Archivolt.WebConsole.Assets;

/// <summary>An embedded file. Its URL changes with its content, so that browsers may keep it.</summary>
internal sealed class Asset
{
    private static readonly ConcurrentDictionary<string, Asset?> Known = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["console.css"] = "text/css; charset=utf-8",
        ["console.js"] = "text/javascript; charset=utf-8",
        ["entered.js"] = "text/javascript; charset=utf-8",
        ["live.js"] = "text/javascript; charset=utf-8",
        ["pdf.css"] = "text/css; charset=utf-8",
        ["pdf-find.js"] = "text/javascript; charset=utf-8",
        ["pdf.js"] = "text/javascript; charset=utf-8",
        ["places.js"] = "text/javascript; charset=utf-8",
        ["rest.js"] = "text/javascript; charset=utf-8",
        ["phrases.js"] = "text/javascript; charset=utf-8",
        ["phrases.de.js"] = "text/javascript; charset=utf-8",
        ["stream.js"] = "text/javascript; charset=utf-8",
        ["tus.js"] = "text/javascript; charset=utf-8",
        ["upload.js"] = "text/javascript; charset=utf-8",
        ["icon.svg"] = "image/svg+xml",
    };

    private Asset(string name, string mediaType)
    {
        MediaType = mediaType;
        using var stream = typeof(Asset).Assembly.GetManifestResourceStream(name)!;
        Content = new byte[stream.Length];
        stream.ReadExactly(Content);
        Version = Convert.ToHexStringLower(SHA256.HashData(Content))[..16];
        Url = $"{ConsoleUrl.Assets}/{name}?v={Version}";
    }

    public byte[] Content { get; }

    public string MediaType { get; }

    public string Version { get; }

    public string Url { get; }

    /// <summary>The file of a name, or null.</summary>
    public static Asset? Find(string name) => Types.TryGetValue(name, out var type) ? Known.GetOrAdd(name, _ => new Asset(name, type)) : null;

    /// <summary>The URL of a file that is there.</summary>
    public static string UrlOf(string name) => Find(name)!.Url;
}
