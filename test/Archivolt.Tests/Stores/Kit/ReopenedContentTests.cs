using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Stores.Kit;

public sealed class ReopenedContentTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 10).Select(number => (byte)number)];

    [Fact]
    public async Task It_is_opened_where_it_is_read_and_again_where_a_piece_ends()
    {
        var opened = new List<long>();
        await using var content = new ReopenedContent(Bytes.Length, (position, _) =>
        {
            opened.Add(position);
            return new(new MemoryStream(Bytes, (int)position, (int)Math.Min(4, Bytes.Length - position)));
        });
        (await ToEndAsync(content)).ShouldBe(Bytes);
        content.Position = 7;
        (await ToEndAsync(content)).ShouldBe(Bytes[7..]);
        opened.ShouldBe([0, 4, 8, 7]);
    }

    [Fact]
    public async Task What_has_nothing_where_it_is_opened_is_an_error_and_not_asked_for_ever()
    {
        var opened = 0;
        await using var content = new ReopenedContent(10, (_, _) =>
        {
            opened++;
            return new(Stream.Null);
        });
        await Should.ThrowAsync<EndOfStreamException>(() => content.ReadAsync(new byte[1]).AsTask());
        opened.ShouldBe(1);
    }

    private static async Task<byte[]> ToEndAsync(Stream content)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
