using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Stores.Kit;

public sealed class ForwardWriteStreamTests
{
    [Fact]
    public async Task Every_way_to_write_arrives_in_order()
    {
        using var stream = new Collecting();
        stream.WriteByte(1);
        stream.Write([2, 3]);
        stream.Write([0, 4, 5, 0], 1, 2);
        Func<byte[], int, int, CancellationToken, Task> write = stream.WriteAsync;
        await write([0, 6], 1, 1, CancellationToken.None);
        await stream.WriteAsync(new byte[] { 7 });
        await new MemoryStream([8, 9]).CopyToAsync(stream);
        await stream.FlushAsync();
        stream.Flush();
        stream.Written.ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    [Fact]
    public void Whatever_does_not_write_forward_is_refused()
    {
        using var stream = new Collecting();
        (stream.CanRead, stream.CanSeek, stream.CanWrite).ShouldBe((false, false, true));
        Should.Throw<NotSupportedException>(() => stream.Length);
        Should.Throw<NotSupportedException>(() => stream.Position);
        Should.Throw<NotSupportedException>(() => stream.Position = 1);
        Should.Throw<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Should.Throw<NotSupportedException>(() => stream.SetLength(1));
        Should.Throw<NotSupportedException>(() => stream.ReadByte());
    }

    [Fact]
    public void A_failure_comes_as_it_is_to_a_caller_that_blocks()
    {
        using var stream = new Collecting { Failure = new IOException("full") };
        Should.Throw<IOException>(() => stream.Write([1])).Message.ShouldBe("full");
        Should.Throw<IOException>(() => stream.WriteByte(1)).Message.ShouldBe("full");
    }

    private sealed class Collecting : ForwardWriteStream
    {
        public List<byte> Written { get; } = [];

        public IOException? Failure { get; init; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (Failure is not null)
                throw Failure;
            Written.AddRange(buffer.ToArray());
        }
    }
}
