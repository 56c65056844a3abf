namespace Archivolt.S3;

/// <summary>Content that is ready to become visible.</summary>
/// <param name="Length">Its length.</param>
/// <param name="WriteAsync">
/// Makes it visible under its key, if the condition holds and what is there has the given ETag (null for anything). Gives its ETag, empty where the server does not
/// say it, or null when the condition does not hold; it may be called again then.
/// </param>
internal sealed record Publication(long Length, Func<WriteCondition, string?, CancellationToken, ValueTask<string?>> WriteAsync)
{
    /// <summary>True when sending it costs less than asking before whether it is there.</summary>
    public bool IsCheap { get; init; }
}
