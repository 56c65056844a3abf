using Archivolt.Blobs;

namespace Archivolt.Testing;

/// <summary>A stream in which faults strike once their number of bytes has passed; each fault has one occasion in each stream.</summary>
internal sealed class FaultyStream : PassingStream
{
    private readonly Func<Fault, BlobException> _failure;
    private readonly List<ArmedFault> _waiting;
    private long _passed;
    private bool _isCut;

    public FaultyStream(Stream inner, IEnumerable<ArmedFault> faults, Func<Fault, BlobException> failure) : base(inner)
    {
        _failure = failure;
        _waiting = [.. faults];
    }

    // Seeking would pass the faults by.
    public override bool CanSeek => _waiting.Count == 0 && base.CanSeek;

    protected override async ValueTask<int> ReadThroughAsync(
        Func<Memory<byte>, ValueTask<int>> read, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_isCut || buffer.IsEmpty)
            return 0;
        var count = await read(buffer[..(int)Math.Min(buffer.Length, BytesUntilNext())]);
        if (count > 0 && Due(FaultPoint.Read) is { } fault)
        {
            switch (fault.Kind)
            {
                case FaultKind.Fail:
                    throw _failure(fault);
                case FaultKind.Cut:
                    _isCut = true;
                    // What never arrived is nowhere.
                    buffer.Span[..count].Clear();
                    return 0;
                default:
                    buffer.Span[0] ^= 1;
                    break;
            }
        }
        _passed += count;
        return count;
    }

    protected override async ValueTask WriteThroughAsync(
        Func<ReadOnlyMemory<byte>, ValueTask> write, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var part = buffer[..(int)Math.Min(buffer.Length, BytesUntilNext())];
            if (Due(FaultPoint.Write) is { } fault)
                throw _failure(fault);
            await write(part);
            _passed += part.Length;
            buffer = buffer[part.Length..];
        }
    }

    /// <summary>Up to the next fault, or past it by one step when it stands right here.</summary>
    private long BytesUntilNext() =>
        _waiting.Where(fault => fault.Fault.After > _passed).Select(fault => fault.Fault.After - _passed).DefaultIfEmpty(long.MaxValue).Min();

    private Fault? Due(FaultPoint point)
    {
        foreach (var fault in _waiting.Where(fault => fault.Fault.Point == point && fault.Fault.After <= _passed).ToList())
        {
            _waiting.Remove(fault);
            if (fault.Strikes())
                return fault.Fault;
        }
        return null;
    }
}
