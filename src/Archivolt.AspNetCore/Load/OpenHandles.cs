using System.Globalization;

namespace Archivolt.AspNetCore.Load;

/// <summary>
/// How many handles (files and connections) this process has, and how many it may have. Without one the process can open no file and accept no
/// connection, and may die of it, so some are kept in reserve. Only Linux tells; elsewhere there is no limit here.
/// </summary>
internal sealed class OpenHandles
{
    private const string Limits = "/proc/self/limits";
    private const string Open = "/proc/self/fd";

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

    private static int Count() => Directory.Exists(Open) ? Directory.EnumerateFileSystemEntries(Open).Count() : 0;

    private static long LimitOfProcess()
    {
        var line = File.Exists(Limits) ? File.ReadLines(Limits).FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal)) : null;
        return line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var soft, ..]
            && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue;
    }
}
