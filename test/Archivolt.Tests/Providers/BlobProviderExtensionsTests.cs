using System.Text;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Tests.Providers;

public sealed class BlobProviderExtensionsTests : IAsyncDisposable
{
    private readonly BlobProvider _provider = new("default", new MemoryStore());

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task A_stream_is_put_from_where_it_stands_and_stays_open()
    {
        using var stream = new MemoryStream("skipped kept"u8.ToArray()) { Position = "skipped ".Length };

        var stored = await _provider.WriteAsync(stream, "letter.txt");

        (stored.FileName, stored.MediaType, stored.Length).ShouldBe(("letter.txt", "text/plain", 4));
        stream.CanRead.ShouldBeTrue();
        (await _provider.WriteAsync(new MemoryStream("x"u8.ToArray()), "letter.txt", "text/x-mine")).MediaType.ShouldBe("text/x-mine");
    }

    [Fact]
    public async Task Content_comes_back_whole_or_in_part_in_one_call()
    {
        var key = (await _provider.WriteAsync(BlobSource.FromText("déjà vu"))).Key.Key;

        (await _provider.ReadAllTextAsync(key)).ShouldBe("déjà vu");
        (await _provider.ReadAllBytesAsync(key)).ShouldBe("déjà vu"u8.ToArray());
        (await _provider.ReadAllBytesAsync(key, ByteRange.From(1, 2))).ShouldBe("é"u8.ToArray());
        using var copy = new MemoryStream();
        await _provider.CopyToAsync(key, copy, ByteRange.From(7));
        copy.ToArray().ShouldBe("vu"u8.ToArray());
    }

    [Fact]
    public async Task Text_is_read_by_its_byte_order_mark_or_the_given_encoding()
    {
        var latin = (await _provider.WriteAsync(BlobSource.FromBytes(Encoding.Latin1.GetBytes("é")))).Key.Key;
        var marked = (await _provider.WriteAsync(BlobSource.FromBytes((byte[])[.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("é")]))).Key.Key;

        (await _provider.ReadAllTextAsync(latin, Encoding.Latin1)).ShouldBe("é");
        (await _provider.ReadAllTextAsync(marked)).ShouldBe("é");
    }

    [Fact]
    public async Task What_is_not_here_is_not_found() =>
        (await Should.ThrowAsync<BlobException>(() => _provider.ReadAllBytesAsync(new string('0', 64)))).Error.ShouldBe(BlobError.NotFound);
}
