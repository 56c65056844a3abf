using System.Security.Cryptography;
using System.Text;

namespace Archivolt.EndToEnd;

/// <summary>Content that is recognised wherever it turns up: a number of its own, then a marker again and again.</summary>
public static class Marked
{
    /// <summary>Whatever part of a content of some length is stored in clear, this is in it.</summary>
    public static readonly byte[] Marker = Encoding.ASCII.GetBytes("the-marker-of-secret-content/");

    public static byte[] Content(int length)
    {
        var content = new byte[Math.Max(16, length)];
        RandomNumberGenerator.Fill(content.AsSpan(0, 16));
        for (var at = 16; at < content.Length; at += Marker.Length)
            Marker.AsSpan(0, Math.Min(Marker.Length, content.Length - at)).CopyTo(content.AsSpan(at));
        return content;
    }

    /// <summary>The files below a folder that hold the marker.</summary>
    public static List<string> FilesWithMarker(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(HasMarker)];

    private static bool HasMarker(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var buffer = new byte[1 << 20];
        // The end of each piece is looked at again with the next one, for a marker that lies across.
        for (int read, kept = 0; (read = file.ReadAtLeast(buffer.AsSpan(kept), 1, throwOnEndOfStream: false)) > 0;)
        {
            var filled = buffer.AsSpan(0, kept + read);
            if (filled.IndexOf(Marker) >= 0)
                return true;
            kept = Math.Min(Marker.Length - 1, filled.Length);
            filled[^kept..].CopyTo(buffer);
        }
        return false;
    }
}
