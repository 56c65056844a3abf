using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Archivolt.Documents.Downloads;

/// <summary>Who reads what, as a hash: what clients say of themselves may be long, and is nobody's business.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Reading(string Hash)
{
    /// <summary>That of a download and the facts of its audit entry.</summary>
    public static Reading Of(DownloadTicket ticket, Dictionary<string, string> facts)
    {
        string[] parts =
        [
            ticket.Request.Principal.Name, ticket.Request.Client ?? "", ticket.Document.Repository, ticket.Document.Id, ticket.Blob.Key.ToString(),
            .. facts.SelectMany(fact => (string[])[fact.Key, fact.Value]),
        ];
        // With their lengths, so that no text of a client looks like two parts.
        return new Reading(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length}:{part}"))))));
    }
}

/// <summary>Downloads that may go on with a further range: those of this process that began an answer within the last half hour.</summary>
internal sealed class RecentDownloads(TimeProvider clock)
{
    /// <summary>A reader that asks for nothing for so long has ended the download.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(30);

    /// <summary>After so long it is another download, however often it was asked for meanwhile.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(1);

    // How often those that ended are forgotten.
    private static readonly TimeSpan Sweep = TimeSpan.FromMinutes(1);

    /// <summary>Content up to this length that goes out whole is not gone on with.</summary>
    public const int Small = 64 * 1024;

    /// <summary>So many are remembered; the oldest are forgotten first, so that their next range begins another entry.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Reading, LogicalDownload> _downloads = [];
    private DateTimeOffset _swept;

    /// <summary>The download that goes on, or else the one that <paramref name="make"/> makes, which others go on with then.</summary>
    /// <param name="reading">Who reads what.</param>
    /// <param name="isPart">False begins another download in any case.</param>
    /// <param name="make">Makes a download.</param>
    public LogicalDownload Find(Reading reading, bool isPart, Func<LogicalDownload> make)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (!isPart || !_downloads.TryGetValue(reading, out var download) || HasEnded(download, now))
            {
                if (_downloads.Count >= Capacity || _swept + Sweep <= now)
                    ForgetSome(now);
                download = _downloads[reading] = make();
            }
            download.Touched = now;
            return download;
        }
    }

    /// <summary>Forgets a download that could not be recorded.</summary>
    public void Forget(Reading reading, LogicalDownload download)
    {
        lock (_lock)
        {
            if (_downloads.TryGetValue(reading, out var known) && known == download)
                _downloads.Remove(reading);
        }
    }

    private static bool HasEnded(LogicalDownload download, DateTimeOffset now) => download.Touched + Pause <= now || download.Began + MaxAge <= now;

    private void ForgetSome(DateTimeOffset now)
    {
        _swept = now;
        foreach (var (reading, download) in _downloads)
        {
            if (HasEnded(download, now))
                _downloads.Remove(reading);
        }
        if (_downloads.Count < Capacity)
            return;
        foreach (var (reading, _) in _downloads.OrderBy(download => download.Value.Touched).Take(Capacity / 10).ToList())
            _downloads.Remove(reading);
    }
}
