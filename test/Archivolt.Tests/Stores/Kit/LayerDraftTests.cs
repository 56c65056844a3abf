using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Stores.Kit;

public sealed class LayerDraftTests : IAsyncDisposable
{
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task The_layer_commits_the_draft_below()
    {
        var inner = await _store.BeginWriteAsync();
        await using var draft = new LayerDraft(inner, (key, cancelled) => inner.CommitAsync($"under/{key}", cancelled));
        await draft.Body.WriteAsync(new byte[] { 1, 2, 3 });
        (await draft.CommitAsync("key")).Key.ShouldBe("under/key");
        (await _store.MeasureAsync()).ShouldBe((1, 3));
    }

    [Fact]
    public async Task Giving_it_up_ends_its_own_body_before_the_draft_below()
    {
        var ended = new List<string>();
        var inner = new Watched(ended);
        var draft = new LayerDraft(inner, inner.CommitAsync, new Body(ended));
        draft.Body.Write([1]);
        await draft.DisposeAsync();
        ended.ShouldBe(["written", "body", "draft"]);
    }

    [Fact]
    public async Task The_draft_below_is_given_up_although_its_own_body_cannot_be_closed()
    {
        var ended = new List<string>();
        var inner = new Watched(ended);
        var draft = new LayerDraft(inner, inner.CommitAsync, new Unclosable());
        await Should.ThrowAsync<IOException>(async () => await draft.DisposeAsync());
        ended.ShouldBe(["draft"]);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private sealed class Watched(List<string> ended) : BlobDraft
    {
        protected override Stream Content => Stream.Null;

        protected override ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask DisposeAsync()
        {
            ended.Add("draft");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Body(List<string> ended) : ForwardWriteStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ended.Add("written");
            return ValueTask.CompletedTask;
        }

        protected override void Dispose(bool disposing)
        {
            ended.Add("body");
            base.Dispose(disposing);
        }
    }

    private sealed class Unclosable : MemoryStream
    {
        public override ValueTask DisposeAsync() => throw new IOException("The last block cannot be written.");
    }
}
