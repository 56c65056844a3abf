namespace Archivolt.Cli;

/// <summary>What the process tells its caller. Part of the command line's contract: scripts act on it.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>Done, and the answer is bad news: damage was found, or there is no such blob.</summary>
    Finding = 1,

    /// <summary>Nothing was done: arguments, keys, ranges or configuration cannot be used as written.</summary>
    Usage = 2,

    /// <summary>It was tried and failed: disk, network, permissions.</summary>
    Failure = 3,

    /// <summary>Stopped by Ctrl-C or another signal (128 + SIGINT).</summary>
    Cancelled = 130,
}
