namespace Archivolt.Jobs;

/// <summary>What people ask of a job, as the ledger keeps it.</summary>
public static class JobRequest
{
    /// <summary>Run now, on whichever node is first.</summary>
    public const string Run = "run";

    /// <summary>Stop, and do not run again until somebody asks for it.</summary>
    public const string Stop = "stop";

    /// <summary>The same as <see cref="Stop"/>, in the word of moves and migrations.</summary>
    public const string Pause = "pause";

    /// <summary>True for what stops a job.</summary>
    public static bool IsStop(string? request) => request is Stop or Pause;
}
