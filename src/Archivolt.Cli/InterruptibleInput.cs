using Archivolt.Stores.Kit;

namespace Archivolt.Cli;

/// <summary>
/// Standard input whose reads end when they are cancelled. A read of a pipe or a keyboard cannot be stopped, so it is left behind, with a buffer of
/// its own; nothing is read after a cancelled read.
/// </summary>
internal sealed class InterruptibleInput(Stream inner) : ForwardReadStream
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = _buffer.AsMemory(0, Math.Min(buffer.Length, _buffer.Length));
        var count = await Task.Run(() => inner.Read(wanted.Span), cancellationToken).WaitAsync(cancellationToken);
        wanted[..count].CopyTo(buffer);
        return count;
    }
}
