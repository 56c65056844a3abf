using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Archivolt.AspNetCore.Errors;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Viewer;

/// <summary>
/// PDF.js as its makers build it (Apache License 2.0), embedded as an archive. Its addresses change with its content, so that browsers may keep it.
/// </summary>
internal static class PdfLibrary
{
    private const string Archive = "pdfjs.zip";

    // Compressed once, as nearly every browser takes them.
    private static readonly ConcurrentDictionary<string, byte[]> Known = new(StringComparer.Ordinal);

    /// <summary>The address that its parts are below.</summary>
    public static string Url { get; } = $"{ConsoleUrl.Assets}/pdfjs/{Version()}";

    public static void Map(IEndpointRouteBuilder root) => root.MapGet(Url + "/{**name}", Get);

    private static FileContentHttpResult Get(string name, HttpContext context)
    {
        if (!Known.TryGetValue(name, out var content))
            Known[name] = content = Read(name) ?? throw RequestException.NotFound(Phrase.Of("There is nothing at this URL."));
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        // For the worker, which obeys the policy that its own script comes with: it decodes pictures by WebAssembly, and asks this server for fonts.
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
        var isPacked = context.Request.GetTypedHeaders().AcceptEncoding.Any(coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality != 0);
        if (isPacked)
            headers.ContentEncoding = "gzip";
        return TypedResults.Bytes(isPacked ? content : Unpack(content), TypeOf(name));
    }

    private static byte[]? Read(string name)
    {
        using var stream = Open();
        using var archive = new ZipArchive(stream);
        if (archive.GetEntry(name) is not { } entry)
            return null;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        using (var content = entry.Open())
            content.CopyTo(gzip);
        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] content)
    {
        using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".mjs" or ".js" => "text/javascript; charset=utf-8",
        ".wasm" => "application/wasm",
        _ => "application/octet-stream",
    };

    private static string Version()
    {
        using var stream = Open();
        return Convert.ToHexStringLower(SHA256.HashData(stream))[..16];
    }

    private static Stream Open() => typeof(PdfLibrary).Assembly.GetManifestResourceStream(Archive)!;
}
