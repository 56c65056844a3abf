using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Stores.Kit;

public sealed class ContentStreamTests
{
    [Fact]
    public void It_gives_what_is_asked_for_from_its_position_to_its_end()
    {
        using var stream = new Numbers(10);
        var buffer = new byte[6];
        stream.Read(buffer).ShouldBe(6);
        stream.Position.ShouldBe(6);
        stream.Seek(-2, SeekOrigin.Current).ShouldBe(4);
        stream.Read(buffer, 0, 2).ShouldBe(2);
        buffer[..2].ShouldBe([4, 5]);
        stream.Seek(-1, SeekOrigin.End);
        stream.Read(buffer).ShouldBe(1);
        buffer[0].ShouldBe((byte)9);
        stream.Read(buffer).ShouldBe(0);
    }

    [Fact]
    public async Task It_is_never_asked_to_read_behind_its_end()
    {
        using var stream = new Numbers(10);
        stream.Position = 12;
        (await stream.ReadAsync(new byte[3])).ShouldBe(0);
        stream.Position = 8;
        (await stream.ReadAsync(new byte[3])).ShouldBe(2);
        stream.Asked.ShouldBe([(8, 2)]);
    }

    [Fact]
    public void There_is_nothing_before_its_beginning()
    {
        using var stream = new Numbers(10);
        Should.Throw<IOException>(() => stream.Position = -1);
        Should.Throw<IOException>(() => stream.Seek(-11, SeekOrigin.End));
        stream.Position.ShouldBe(0);
    }

    [Fact]
    public void One_that_cannot_seek_says_so_and_still_tells_its_position()
    {
        using var stream = new Numbers(10, seeks: false);
        stream.ReadExactly(new byte[3]);
        Should.Throw<NotSupportedException>(() => stream.Position = 0);
        stream.Position.ShouldBe(3);
        stream.Length.ShouldBe(10);
    }

    [Fact]
    public async Task A_cancelled_read_takes_nothing()
    {
        using var stream = new Numbers(10);
        await Should.ThrowAsync<OperationCanceledException>(async () => await stream.ReadExactlyAsync(new byte[3], new CancellationToken(canceled: true)));
        stream.Position.ShouldBe(0);
    }

    private sealed class Numbers(long length, bool seeks = true) : ContentStream(length)
    {
        public List<(long, int)> Asked { get; } = [];

        public override bool CanSeek => seeks;

        protected override async ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Asked.Add((position, buffer.Length));
            for (var i = 0; i < buffer.Length; i++)
                buffer.Span[i] = (byte)(position + i);
            return buffer.Length;
        }
    }
}
