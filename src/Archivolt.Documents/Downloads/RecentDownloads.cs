using System.Runtime.InteropServices;
using Archivolt.Blobs;

namespace Archivolt.Documents.Downloads;

/// <summary>Who reads what.</summary>
/// <param name="User">The reader's name.</param>
/// <param name="Client">What tells readers of one name apart.</param>
/// <param name="Repository">The document's repository.</param>
/// <param name="DocumentId">The document's id.</param>
/// <param name="Key">The content.</param>
/// <param name="Facts">The facts of its audit entry.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Reading(string User, string? Client, string Repository, string DocumentId, BlobKey Key, string Facts);

/// <summary>Downloads that may go on with a further range: those of this process that began an answer within the last half hour.</summary>
internal sealed class RecentDownloads(TimeProvider clock)
{
    /// <summary>A reader that asks for nothing for so long has ended the download.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(30);

    /// <summary>Content up to this length that goes out whole is not gone on with.</summary>
    public const int Small = 64 * 1024;

    /// <summary>So many are remembered; the oldest are forgotten first, so that their next range begins another entry.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Reading, LogicalDownload> _downloads = [];

    /// <summary>The download that goes on, or else the one that <paramref name="make"/> makes, which others go on with then.</summary>
    /// <param name="reading">Who reads what.</param>
    /// <param name="isPart">False begins another download in any case.</param>
    /// <param name="make">Makes a download.</param>
    public LogicalDownload Find(Reading reading, bool isPart, Func<LogicalDownload> make)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (!isPart || !_downloads.TryGetValue(reading, out var download) || download.Touched + Pause <= now)
            {
                if (_downloads.Count >= Capacity)
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

    private void ForgetSome(DateTimeOffset now)
    {
        var ended = _downloads.Where(download => download.Value.Touched + Pause <= now).Select(download => download.Key).ToList();
        if (ended.Count == 0)
            ended = [.. _downloads.OrderBy(download => download.Value.Touched).Take(Capacity / 10).Select(download => download.Key)];
        ended.ForEach(reading => _downloads.Remove(reading));
    }
}
