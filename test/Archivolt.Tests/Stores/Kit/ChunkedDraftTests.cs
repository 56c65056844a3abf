using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Stores.Kit;

public sealed class ChunkedDraftTests
{
    private const int ChunkSize = 10_000;

    [Theory]
    [InlineData(0, new int[0], 0)]
    [InlineData(1, new int[0], 1)]
    [InlineData(ChunkSize, new int[0], ChunkSize)]
    [InlineData(ChunkSize + 1, new[] { ChunkSize }, 1)]
    [InlineData((3 * ChunkSize) + 5, new[] { ChunkSize, ChunkSize, ChunkSize }, 5)]
    public async Task Content_is_cut_into_chunks_whatever_its_length_was_said_to_be(int length, int[] chunks, int last)
    {
        var content = new byte[length];
        new Random(1).NextBytes(content);
        foreach (var expected in new long?[] { null, 0, length, 1L << 40 })
        {
            await using var draft = new Collecting(new WriteOptions { ExpectedLength = expected });
            foreach (var piece in content.Chunk(7001))
                await draft.Body.WriteAsync(piece);
            await draft.CommitAsync("key");
            draft.Chunks.Select(chunk => chunk.Length).ShouldBe([.. chunks, last]);
            draft.Chunks.SelectMany(chunk => chunk).ShouldBe(content);
            draft.Length.ShouldBe(length);
        }
    }

    [Fact]
    public async Task A_draft_that_lost_a_chunk_takes_no_more()
    {
        await using var draft = new Collecting { Failure = new IOException("full") };
        var content = new byte[ChunkSize + 1];
        (await Should.ThrowAsync<IOException>(async () => await draft.Body.WriteAsync(content))).Message.ShouldBe("full");
        draft.Failure = null;
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.Body.WriteAsync(content));
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("key"));
        draft.Chunks.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_commit_that_is_refused_may_be_tried_again()
    {
        await using var draft = new Collecting(new WriteOptions { Key = "key" });
        await draft.Body.WriteAsync(new byte[] { 1 });
        (await Should.ThrowAsync<BlobException>(async () => await draft.CommitAsync(""))).Error.ShouldBe(BlobError.InvalidKey);
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("other"));
        await Should.ThrowAsync<OperationCanceledException>(async () => await draft.CommitAsync("key", new CancellationToken(canceled: true)));
        (await draft.CommitAsync("key")).Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_draft_ends_with_its_commit_and_is_given_up_once()
    {
        var draft = new Collecting();
        await draft.CommitAsync("key");
        draft.Body.CanWrite.ShouldBeFalse();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await draft.CommitAsync("key"));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await draft.Body.WriteAsync(new byte[1]));
        await draft.DisposeAsync();
        await draft.DisposeAsync();
        draft.GivenUp.ShouldBe(1);
    }

    private sealed class Collecting(WriteOptions? options = null) : ChunkedDraft(new StoreTraits { Name = "test" }, ChunkSize, options ?? WriteOptions.Default)
    {
        public List<byte[]> Chunks { get; } = [];

        public long Length { get; private set; }

        public int GivenUp { get; private set; }

        public IOException? Failure { get; set; }

        protected override async ValueTask WriteChunkAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (Failure is not null)
                throw Failure;
            Chunks.Add(chunk.ToArray());
        }

        protected override ValueTask<BlobStat> PublishAsync(string key, long length, ReadOnlyMemory<byte> last, CancellationToken cancellationToken)
        {
            Chunks.Add(last.ToArray());
            Length = length;
            return ValueTask.FromResult(new BlobStat(key, length, DateTimeOffset.UnixEpoch));
        }

        protected override ValueTask AbandonAsync()
        {
            GivenUp++;
            return ValueTask.CompletedTask;
        }
    }
}
