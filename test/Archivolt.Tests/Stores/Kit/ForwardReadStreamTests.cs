using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Stores.Kit;

public sealed class ForwardReadStreamTests
{
    private static readonly byte[] Bytes = [1, 2, 3, 4, 5, 6, 7];

    [Fact]
    public async Task Every_way_to_read_gives_the_same_bytes()
    {
        new Counting(Bytes).ReadByte().ShouldBe(1);
        var array = new byte[9];
        new Counting(Bytes).Read(array, 2, 7).ShouldBe(3);
        array.ShouldBe([0, 0, 1, 2, 3, 0, 0, 0, 0]);
        var span = new byte[2];
        new Counting(Bytes).Read(span.AsSpan()).ShouldBe(2);
        span.ShouldBe([1, 2]);
        Func<byte[], int, int, CancellationToken, Task<int>> read = new Counting(Bytes).ReadAsync;
        (await read(array, 8, 1, CancellationToken.None)).ShouldBe(1);
        array[8].ShouldBe((byte)1);
        using var copy = new MemoryStream();
        new Counting(Bytes).CopyTo(copy);
        copy.ToArray().ShouldBe(Bytes);
    }

    [Fact]
    public void Whatever_does_not_read_forward_is_refused()
    {
        using var stream = new Counting(Bytes);
        (stream.CanRead, stream.CanSeek, stream.CanWrite).ShouldBe((true, false, false));
        Should.Throw<NotSupportedException>(() => stream.Length);
        Should.Throw<NotSupportedException>(() => stream.Position);
        Should.Throw<NotSupportedException>(() => stream.Position = 1);
        Should.Throw<NotSupportedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Should.Throw<NotSupportedException>(() => stream.SetLength(1));
        Should.Throw<NotSupportedException>(() => stream.WriteByte(1));
        Should.NotThrow(stream.Flush);
    }

    [Fact]
    public async Task A_failure_comes_as_it_is_whichever_way_is_read()
    {
        using var stream = new Counting(Bytes) { Failure = new IOException("broken") };
        Should.Throw<IOException>(() => stream.Read(new byte[1])).Message.ShouldBe("broken");
        Should.Throw<IOException>(() => stream.Read(new byte[1], 0, 1)).Message.ShouldBe("broken");
        (await Should.ThrowAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1]))).Message.ShouldBe("broken");
    }

    // Gives three bytes at most, and answers later, on another thread.
    private sealed class Counting(byte[] bytes) : ForwardReadStream
    {
        private int _position;

        public IOException? Failure { get; init; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (Failure is not null)
                throw Failure;
            var count = Math.Min(Math.Min(buffer.Length, 3), bytes.Length - _position);
            bytes.AsMemory(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }
    }
}
