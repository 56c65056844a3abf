using System.Globalization;
using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Load;

/// <summary>
/// How many handles (files and connections) this process has, and how many it may have. Without one the process can open no file and accept no
/// connection, and may die of it, so some are kept in reserve. Only Linux tells; elsewhere there is no limit here.
/// </summary>
internal sealed class OpenHandles
{
    /// <summary>What the process has open without any request; .NET keeps its assemblies open.</summary>
    public const int AtRest = 300;

    /// <summary>The lowest limit under which a server can start, serve a few requests and keep its reserve.</summary>
    public const int Least = 384;

    private const string Limits = "/proc/self/limits";
    private const string Open = "/proc/self/fd";

    private const int Countless = int.MaxValue / 2;

    // What a request opens besides its connection: the content, and a copy or a layer's file.
    private const int PerRequest = 2;

    private readonly Func<int> _count;
    private int _counted;
    private int _begun;
    private int _running;

    /// <summary>Those of this process.</summary>
    public OpenHandles() : this(LimitOfProcess(), Count) => _counted = _count();

    /// <summary>Those that somebody else counts.</summary>
    internal OpenHandles(long limit, Func<int> count) => (Limit, _count, Reserve) = (limit, count, Math.Clamp(limit / 8, 32, 256));

    /// <summary>How many the process may have.</summary>
    public long Limit { get; }

    /// <summary>How many no request may take.</summary>
    public long Reserve { get; }

    /// <summary>Refuses to begin where the process would run out of handles before the first request, and die of it at any moment.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>.</exception>
    public static void CheckLimit()
    {
        // .NET has raised the soft limit to the hard one by now.
        if (LimitOfProcess() is < Least and var limit)
        {
            throw new BlobException(BlobError.Configuration,
                $"This process may open {limit} files and connections at once, and a server needs at least {Least}: raise its limit (ulimit -Hn, LimitNOFILE of systemd), better to some thousands.");
        }
    }

    /// <summary>Counts a request that begins; false when its handles would come out of the reserve. Then, too, <see cref="End"/> is to be called.</summary>
    public bool TryBegin()
    {
        var running = Interlocked.Increment(ref _running);
        // Counting costs more than a small download, so it is left for when it may matter.
        if (Volatile.Read(ref _counted) + Interlocked.Increment(ref _begun) + (PerRequest * (long)running) <= (Limit - Reserve) / 2)
            return true;
        Volatile.Write(ref _begun, 0);
        Volatile.Write(ref _counted, _count());
        // What runs may not have opened its files yet.
        return Volatile.Read(ref _counted) + (PerRequest * (long)running) <= Limit - Reserve;
    }

    /// <summary>Counts a request that has ended.</summary>
    public void End() => Interlocked.Decrement(ref _running);

    private static int Count()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Open).Count();
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
        catch (IOException)
        {
            // There is not even one left to count them with.
            return Countless;
        }
    }

    private static long LimitOfProcess()
    {
        var line = File.Exists(Limits) ? File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) : null;
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var soft, ..]
            && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
    }
}
