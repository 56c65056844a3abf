using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Blobs;

public sealed class BlobSourceTests
{
    [Fact]
    public async Task A_borrowed_stream_stays_open()
    {
        using var stream = new MemoryStream("hello"u8.ToArray());
        await using (var opened = await BlobSource.FromStream(stream).OpenAsync())
        {
            (await new StreamReader(opened).ReadToEndAsync()).ShouldBe("hello");
            opened.CanWrite.ShouldBeFalse();
            Should.Throw<NotSupportedException>(() => opened.WriteByte(1));
        }
        stream.CanRead.ShouldBeTrue();
    }

    [Fact]
    public async Task A_stream_that_seeks_is_read_again_from_where_it_stood_and_another_one_only_once()
    {
        using var stream = new MemoryStream("say hello"u8.ToArray()) { Position = 4 };
        var source = BlobSource.FromStream(stream);
        for (var i = 0; i < 2; i++)
        {
            await using var opened = await source.OpenAsync();
            (await new StreamReader(opened).ReadToEndAsync()).ShouldBe("hello");
        }
        using var sent = new MemoryStream("hello"u8.ToArray());
        var once = BlobSource.FromStream(new ForwardOnly(sent)).With(fileName: "a.txt");
        await (await once.OpenAsync()).DisposeAsync();
        await Should.ThrowAsync<InvalidOperationException>(async () => await once.OpenAsync());
    }

    [Fact]
    public async Task A_file_gives_its_name_and_length_and_can_be_read_again()
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, "hello");
            var source = BlobSource.FromFile(path);
            (source.FileName, source.Length).ShouldBe((Path.GetFileName(path), 5L));
            for (var i = 0; i < 2; i++)
            {
                await using var opened = await source.OpenAsync();
                (await new StreamReader(opened).ReadToEndAsync()).ShouldBe("hello");
            }
        }
        finally
        {
            File.Delete(path);
        }
        Should.Throw<FileNotFoundException>(() => BlobSource.FromFile(path));
    }

    [Fact]
    public void Text_is_utf8()
    {
        var source = BlobSource.FromText("héllo");
        (source.Length, source.Encoding, source.MediaType).ShouldBe((6L, "UTF-8", "text/plain"));
    }

    [Fact]
    public void Other_descriptive_fields_leave_the_rest_alone()
    {
        var source = BlobSource.FromText("x").With(fileName: "a.txt", expectedDigest: DigestAlgorithm.Md5.Hash("x"u8));
        var changed = source.With(mediaType: "text/x-other");
        (changed.FileName, changed.MediaType, changed.Encoding, changed.ExpectedDigest, changed.Length)
            .ShouldBe(("a.txt", "text/x-other", "UTF-8", source.ExpectedDigest, 1L));
    }

    private sealed class ForwardOnly(Stream inner) : ForwardReadStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);
    }
}
