using Archivolt.Documents.Downloads;
using Archivolt.Stores;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>The server in front of this one, where it sends local files itself.</summary>
internal sealed class FrontServer(OffloadOptions options, string dataHome)
{
    private const string Accel = "X-Accel-Redirect";
    private const string Sendfile = "X-Sendfile";

    /// <summary>The headers that servers in front understand.</summary>
    public static IReadOnlyList<string> Headers { get; } = [Accel, Sendfile];

    /// <summary>Names the content's file to it; false where it sends nothing, or the content is no file that it could read.</summary>
    public bool TryHandOver(DownloadTicket ticket, BlobContent content, HttpResponse response)
    {
        if (options.Header is not { } header || content.LocalFile is null || ticket.Provider.Ability<ILocatesFiles>()?.PathOf(ticket.Blob.Key.Key) is not { } path)
            return false;
        path = Path.GetFullPath(path);
        if (header.Equals(Sendfile, StringComparison.OrdinalIgnoreCase))
        {
            response.Headers[Sendfile] = path;
            return true;
        }
        var relative = Path.GetRelativePath(dataHome, path);
        if (relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative))
            return false;
        response.Headers[Accel] = options.Location.TrimEnd('/') + "/" + string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString));
        return true;
    }
}
