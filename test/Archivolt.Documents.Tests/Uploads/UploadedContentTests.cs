using Archivolt.Documents.Uploads;

namespace Archivolt.Documents.Tests.Uploads;

/// <summary>Parts that are read as one content.</summary>
public sealed class UploadedContentTests
{
    [Fact]
    public async Task A_part_that_could_not_be_opened_is_not_left_out()
    {
        var parts = Enumerable.Range(0, 3).Select(number => new UploadPart { Id = Guid.NewGuid(), Number = number, Provider = "default", Key = $"{number}", Length = 1 }).ToList();
        var failures = 1;
        await using var content = new UploadedContent(parts, (part, _) => part.Number == 1 && failures-- > 0
            ? throw new IOException("The store cannot be reached.")
            : ValueTask.FromResult<Stream>(new MemoryStream([(byte)part.Number])));
        var (buffer, read) = (new byte[8], new List<byte>());
        read.AddRange(buffer[..await content.ReadAsync(buffer)]);
        await Should.ThrowAsync<IOException>(() => content.ReadAsync(buffer).AsTask());
        for (int count; (count = await content.ReadAsync(buffer)) > 0;)
            read.AddRange(buffer[..count]);
        read.ShouldBe([0, 1, 2]);
    }
}
