using System.Runtime.InteropServices;
using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>The C library's error numbers, and what they mean for a blob.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int NoDevice = 6;
    public const int NoMemory = 12;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int CrossDevice = 18;
    public const int NotDirectory = 20;
    public const int Invalid = 22;
    public const int NoHandleInSystem = 23;
    public const int NoHandle = 24;
    public const int NoSpace = 28;
    public const int ReadOnly = 30;
    public const int TooManyLinks = 31;

    public static readonly int NotImplemented = OperatingSystem.IsLinux() ? 38 : 78;
    public static readonly int NotSupported = OperatingSystem.IsLinux() ? 95 : 45;
    public static readonly int NameTooLong = OperatingSystem.IsLinux() ? 36 : 63;
    public static readonly int QuotaReached = OperatingSystem.IsLinux() ? 122 : 69;
    public static readonly int Stale = OperatingSystem.IsLinux() ? 116 : 70;
    public static readonly int NotConnected = OperatingSystem.IsLinux() ? 107 : 57;
    public static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35;
    public static readonly int TimedOut = OperatingSystem.IsLinux() ? 110 : 60;

    /// <summary>The number that the last call of this thread left.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The exception for a number.</summary>
    public static DiskException Failure(string operation, string path, int number) =>
        new(Meaning(number), $"Could not {operation} '{path}': {Marshal.GetPInvokeErrorMessage(number)}.{Advice(number)}");

    /// <summary>What a number means for a blob. What this process or machine lacks for a while says nothing about the content.</summary>
    public static BlobError Meaning(int number) => number switch
    {
        NoEntry or NotDirectory => BlobError.NotFound,
        NoSpace => BlobError.NoSpace,
        ReadOnly => BlobError.ReadOnly,
        AccessDenied or NotPermitted => BlobError.PermissionDenied,
        CrossDevice => BlobError.Configuration,
        NoHandle or NoHandleInSystem or NoMemory => BlobError.Unavailable,
        _ when number == QuotaReached => BlobError.NoSpace,
        _ when number == NameTooLong => BlobError.InvalidKey,
        _ when number == Stale || number == NotConnected || number == TryAgain => BlobError.Unavailable,
        _ when number == TimedOut => BlobError.Timeout,
        _ => BlobError.IO,
    };

    private static string Advice(int number) => number switch
    {
        NoSpace => " Free some room and try again.",
        ReadOnly => " Mount it writable, or open the store with ReadOnly.",
        CrossDevice => " 'tmp' and 'data' of a store must be on one file system.",
        NoHandle => " Raise the limit of open files of this process.",
        NoHandleInSystem => " Raise the limit of open files of this machine.",
        InputOutput => " The disk reports a fault: check it before writing on.",
        AccessDenied or NotPermitted => " The account that runs this needs access to it.",
        _ when number == QuotaReached => " Raise the quota or free some room.",
        _ => "",
    };
}
