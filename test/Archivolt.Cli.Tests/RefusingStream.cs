using Archivolt.Stores.Kit;

namespace Archivolt.Cli.Tests;

/// <summary>An output that fails every write, as a closed pipe or a full disk does.</summary>
internal sealed class RefusingStream(IOException reason) : ForwardWriteStream
{
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw reason;
}
