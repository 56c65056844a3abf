namespace Archivolt.Renditions.Worker;

/// <summary>Exit codes of the worker beside 0 and 1; the reason is on standard error.</summary>
internal static class WorkerExit
{
    /// <summary>It was started with the wrong arguments.</summary>
    public const int Usage = 64;

    /// <summary>The picture is too large.</summary>
    public const int TooLarge = 65;
}
