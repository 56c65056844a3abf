using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;
using Archivolt.Testing;

namespace Archivolt.Tests.Stores;

public sealed class BlobDraftTests : IAsyncDisposable
{
    private readonly MemoryStore _store = new();

    /// <summary>Ways to write a byte; the third byte fails.</summary>
    public static TheoryData<string> Ways => ["memory", "span", "array", "byte", "late"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_draft_whose_write_failed_takes_no_more_and_is_not_committed(string way)
    {
        var failing = new Failing(isLate: way == "late");
        await using var draft = new LayerDraft(await _store.BeginWriteAsync(), (_, _) => throw new InvalidOperationException("It must not be asked."), failing);
        await WriteAsync();
        await WriteAsync();
        await Should.ThrowAsync<IOException>(WriteAsync);
        (await Should.ThrowAsync<InvalidOperationException>(WriteAsync)).Message.ShouldContain("not complete");
        (await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("blob"))).Message.ShouldContain("not complete");
        failing.Writes.ShouldBe(3);

        async Task WriteAsync()
        {
            switch (way)
            {
                case "span":
                    draft.Body.Write([1]);
                    break;
                case "array":
                    draft.Body.Write(new byte[1], 0, 1);
                    break;
                case "byte":
                    draft.Body.WriteByte(1);
                    break;
                default:
                    await draft.Body.WriteAsync(new byte[1].AsMemory());
                    break;
            }
        }
    }

    [Fact]
    public async Task A_fault_of_a_layer_above_the_store_breaks_the_draft_as_one_of_the_store_does()
    {
        var faulty = new FaultyStore(_store, "write: fail Unavailable after 10 once");
        await using var draft = await faulty.BeginWriteAsync();
        await draft.Body.WriteAsync(new byte[10]);
        await Should.ThrowAsync<BlobException>(async () => await draft.Body.WriteAsync(new byte[10]));
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("blob"));
        (await _store.MeasureAsync()).ShouldBe((0, 0));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private sealed class Failing(bool isLate) : ForwardWriteStream
    {
        public int Writes { get; private set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (isLate)
                await Task.Yield();
            if (++Writes == 3)
                throw new IOException("The line is down.");
        }
    }
}
