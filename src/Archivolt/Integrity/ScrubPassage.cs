using Archivolt.Jobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Integrity;

/// <summary>Where verified content goes: nowhere, but counted, and no faster than the throttle allows.</summary>
internal sealed class ScrubPassage(JobThrottle throttle, Action<long> count) : ForwardWriteStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        count(buffer.Length);
        return throttle.SpendAsync(buffer.Length, cancellationToken);
    }
}
