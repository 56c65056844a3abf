using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Tests.Stores.Files;

/// <summary>Somebody deletes, replaces or moves the directories of a store that is open, on the real disk.</summary>
public sealed class LostDirectoriesTests : IAsyncLifetime
{
    private const string Key = "abcdef";
    private const string Other = "abcd00";

    private readonly TestDirectory _directory = new();
    private readonly FileStore _store;

    public LostDirectoriesTests() => _store = FileStore.Open(new FileStoreOptions { Path = Home });

    private string Home => _directory["store"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await WriteAsync(Key);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("data", false)]
    [InlineData("data", true)]
    [InlineData("tmp", false)]
    public async Task Nothing_is_acknowledged_or_missed_and_the_sentence_names_the_directory(string lost, bool isReplaced)
    {
        var place = Path.Combine(Home, lost);
        var aside = _directory["aside"];
        Directory.Move(place, aside);
        if (isReplaced)
        {
            Directory.CreateDirectory(Path.Combine(Home, "data"));
            Directory.CreateDirectory(Path.Combine(Home, "tmp"));
        }

        await UnavailableAsync(() => WriteAsync(Other));
        await UnavailableAsync(async () => await _store.StatAsync(Other, Cancelled));
        await UnavailableAsync(async () => await _store.OpenAsync(Other, cancellationToken: Cancelled));
        await UnavailableAsync(async () => await _store.TouchAsync(Other, Cancelled));
        await UnavailableAsync(async () => await _store.DeleteAsync(Other, DeletionProof.ForTest, Cancelled));
        await UnavailableAsync(async () => await _store.ListAsync(cancellationToken: Cancelled).CountAsync(Cancelled));

        if (isReplaced)
            Directory.Delete(place, recursive: true);
        Directory.Move(aside, place);
        await WriteAsync(Other);
        (await _store.ListAsync(cancellationToken: Cancelled).Select(blob => blob.Key).ToListAsync(Cancelled)).ShouldBe([Other, Key]);
    }

    [Fact]
    public async Task A_directory_for_unfinished_content_serves_when_somebody_makes_it_again()
    {
        Directory.Delete(Path.Combine(Home, "tmp"), recursive: true);
        await UnavailableAsync(() => WriteAsync(Other));
        Directory.CreateDirectory(Path.Combine(Home, "tmp"));
        await WriteAsync(Other);
    }

    [Fact]
    public async Task Content_that_was_begun_before_is_not_acknowledged_either()
    {
        await using var draft = await _store.BeginWriteAsync(cancellationToken: Cancelled);
        await draft.Body.WriteAsync("content"u8.ToArray(), Cancelled);
        Directory.Move(Home, _directory["aside"]);
        Directory.CreateDirectory(Path.Combine(Home, "data"));
        Directory.CreateDirectory(Path.Combine(Home, "tmp"));
        await UnavailableAsync(async () => await draft.CommitAsync(Other, Cancelled));
    }

    [Fact]
    public async Task Steps_of_a_resumable_write_are_not_missed()
    {
        var writes = _store.Ability<IResumableWrites>()!;
        var id = (await writes.BeginAsync(cancellationToken: Cancelled)).Id;
        Directory.Move(Path.Combine(Home, "tmp"), _directory["aside"]);
        await UnavailableAsync(async () => await writes.AppendAsync(id, 0, new MemoryStream([1]), Cancelled));
        await UnavailableAsync(async () => await writes.CommitAsync(id, Other, cancellationToken: Cancelled));
    }

    [Fact]
    public async Task A_listing_does_not_end_early_when_the_directory_goes_meanwhile()
    {
        // More than are found ahead, so that the end is looked for behind the move.
        for (var i = 0; i < 1100; i++)
            await File.WriteAllTextAsync(Path.Combine(Home, "data", "ab", "cd", $"abcd{i:x4}"), "", Cancelled);
        await using var keys = _store.ListKeysAsync(cancellationToken: Cancelled).GetAsyncEnumerator(Cancelled);
        (await keys.MoveNextAsync()).ShouldBeTrue();
        Directory.Move(Home, _directory["aside"]);
        await UnavailableAsync(async () =>
        {
            while (await keys.MoveNextAsync())
            {
            }
        });
    }

    private static async Task UnavailableAsync(Func<Task> action)
    {
        var failure = await Should.ThrowAsync<BlobException>(action);
        failure.Error.ShouldBe(BlobError.Unavailable, failure.Message);
        failure.Message.ShouldContain("is not there any more, or is another one");
    }

    private async Task WriteAsync(string key)
    {
        await using var draft = await _store.BeginWriteAsync(cancellationToken: Cancelled);
        await draft.Body.WriteAsync("content"u8.ToArray(), Cancelled);
        await draft.CommitAsync(key, Cancelled);
    }
}
