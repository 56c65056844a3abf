using System.Text;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteKeysByDocumentTests() : KeysByDocumentContract(new SqliteTestDatabase());

public sealed class PostgresKeysByDocumentTests() : KeysByDocumentContract(new PostgresTestDatabase());

/// <summary>Where content is named after its document, no change of a document overwrites content that something refers to.</summary>
public abstract class KeysByDocumentContract : IAsyncLifetime
{
    private static readonly PropertyPath Content = PropertyPath.Parse("file:content");
    private static readonly PropertyPath Files = PropertyPath.Parse("files:files");
    private static readonly Principal Admin = new("Administrator", [Principal.Administrators]);

    private readonly TestDatabase _database;
    private readonly Node _node;

    protected KeysByDocumentContract(TestDatabase database)
    {
        _database = database;
        database.Setup = archivolt => archivolt.AddProvider("default", _ => new MemoryStore("default", database.Clock),
            new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });
        _node = database.Open();
    }

    private DocumentEditor Editor => _node.Get<DocumentEditor>();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_item_appended_after_another_was_removed_leaves_the_others_content()
    {
        var document = await AppendAsync(await NewAsync(), "first", "second");
        document = await Editor.RemoveBlobAsync(Admin, document, PropertyPath.Parse("files:files/0/file"));
        var items = (List<object?>)document.Properties.Get(Files)!;
        items.RemoveAll(item => item is Dictionary<string, object?> fields && fields["file"] is null);
        document = await Editor.UpdateAsync(Admin, document, present => Set(present, Files, items));
        (await ItemsAsync(await AppendAsync(document, "third"))).ShouldBe(["second", "third"]);
    }

    [Fact]
    public async Task Two_items_appended_at_once_are_both_kept()
    {
        var document = await NewAsync();
        await Editor.SetBlobAsync(Admin, document, Files, async () =>
        {
            await AppendAsync(document, "first");
            return BlobSource.FromText("second");
        });
        (await ItemsAsync(await NewestAsync(document))).ShouldBe(["first", "second"]);
    }

    [Fact]
    public async Task An_item_that_is_replaced_after_the_list_was_reordered_replaces_no_other()
    {
        var document = await AppendAsync(await NewAsync(), "first", "second");
        var items = (List<object?>)document.Properties.Get(Files)!;
        items.Reverse();
        document = await Editor.UpdateAsync(Admin, document, present => Set(present, Files, items));
        await Editor.SetBlobAsync(Admin, document, PropertyPath.Parse("files:files/0/file"), BlobSource.FromText("new"));
        (await ItemsAsync(await NewestAsync(document))).ShouldBe(["new", "first"]);
    }

    [Fact]
    public async Task Two_main_contents_stored_at_once_are_what_their_digests_say()
    {
        var document = await NewAsync();
        StoredBlob? first = null;
        var second = await Editor.SetBlobAsync(Admin, document, Content, async () =>
        {
            first = await Editor.SetBlobAsync(Admin, document, Content, BlobSource.FromText("first"));
            return BlobSource.FromText("second");
        });
        (await ReadAsync(first!.Blob)).ShouldBe("first");
        (await ReadAsync(second.Blob)).ShouldBe("second");
    }

    [Fact]
    public async Task The_content_of_a_document_that_could_not_be_stored_is_what_it_was()
    {
        var document = await NewAsync("old");
        await _database.FailInsertsAsync("audit", "event_id", "documentModified");
        await Should.ThrowAsync<Exception>(() => Editor.SetBlobAsync(Admin, document, Content, BlobSource.FromText("new")));
        (await ReadAsync(BlobOf(await NewestAsync(document)))).ShouldBe("old");
    }

    [Fact]
    public async Task Documents_that_change_places_and_contents_have_each_its_own()
    {
        var (document, newcomer) = (await NewAsync("old"), await NewAsync("new"));
        var (returned, left) = await Editor.ReturnAsync(Admin, document, newcomer, (one, other) =>
        {
            var (first, second) = (BlobOf(one), BlobOf(other));
            one.Properties.Set(Content, second);
            other.Properties.Set(Content, first);
        });
        await Editor.SetBlobAsync(Admin, returned, Content, BlobSource.FromText("newer"));
        (await ReadAsync(BlobOf(await NewestAsync(left)))).ShouldBe("old");
        (await ReadAsync(BlobOf(await NewestAsync(returned)))).ShouldBe("newer");
        (await ReadAsync(BlobOf(returned))).ShouldBe("new");
    }

    [Fact]
    public async Task Content_that_another_document_takes_is_copied()
    {
        var source = await NewAsync("source");
        var taken = BlobOf(source);
        var taker = await Editor.UpdateAsync(Admin, await NewAsync(), present => Set(present, Content, taken));
        var created = await Editor.CreateAsync(Admin, await _node.RootAsync(), "created", "File", draft => Set(draft, Content, taken));

        await Editor.SetBlobAsync(Admin, source, Content, BlobSource.FromText("changed"));

        foreach (var copy in (Document[])[taker, created])
        {
            BlobOf(copy).Key.ShouldNotBe(taken.Key);
            (BlobOf(copy).FileName, BlobOf(copy).MediaType).ShouldBe((taken.FileName, taken.MediaType));
            (await ReadAsync(BlobOf(copy))).ShouldBe("source");
        }
    }

    [Fact]
    public async Task Content_that_a_document_keeps_in_another_place_is_not_copied()
    {
        var document = await NewAsync("content");
        var moved = await Editor.UpdateAsync(Admin, document, present =>
        {
            present.Properties.Set("files:files/0/file", present.Properties.Get(Content));
            return Set(present, Content, null);
        });
        moved.Properties.Get("files:files/0/file").ShouldBeOfType<BlobInfo>().Key.ShouldBe(BlobOf(document).Key);
    }

    [Fact]
    public async Task The_first_content_has_the_documents_id_and_later_content_a_key_of_its_own()
    {
        var document = await NewAsync("first");
        BlobOf(document).Key.Key.ShouldBe(document.Id);
        var keys = new List<string>();
        foreach (var text in (string[])["second", "third"])
            keys.Add((await Editor.SetBlobAsync(Admin, document, Content, BlobSource.FromText(text))).Blob.Key.Key);
        keys.ShouldAllBe(key => key.StartsWith($"{document.Id}-content-", StringComparison.Ordinal));
        keys.ShouldBeUnique();
        var item = (await Editor.SetBlobAsync(Admin, document, Files, BlobSource.FromText("item"))).Blob;
        item.Key.Key.ShouldMatch($"^{document.Id}-files-file-[0-9a-f]{{32}}$");
    }

    private async Task<Document> NewAsync(string? content = null) => await Editor.CreateAsync(
        Admin, await _node.RootAsync(), "doc", "File", _ => content is null ? DocumentEditor.NoContents
            : Task.FromResult<IReadOnlyList<(PropertyPath, BlobSource)>>([(Content, BlobSource.FromText(content).With("a.txt", "text/plain"))]));

    private async Task<Document> AppendAsync(Document document, params string[] texts)
    {
        foreach (var text in texts)
            document = (await Editor.SetBlobAsync(Admin, document, Files, BlobSource.FromText(text))).Document;
        return document;
    }

    private async Task<Document> NewestAsync(Document document) => (await _node.Documents.FindAsync("default", document.Id))!;

    private async Task<List<string>> ItemsAsync(Document document)
    {
        var texts = new List<string>();
        foreach (var (_, blob) in document.Blobs())
            texts.Add(await ReadAsync(blob));
        return texts;
    }

    private async Task<string> ReadAsync(BlobInfo blob)
    {
        await using var content = await _node.Get<BlobManager>()["default"].OpenAsync(blob.Key.Key);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static BlobInfo BlobOf(Document document) => document.Properties.Get(Content).ShouldBeOfType<BlobInfo>();

    private static Task<IReadOnlyList<(PropertyPath Path, BlobSource Content)>> Set(Document document, PropertyPath path, object? value)
    {
        document.Properties.Set(path, value);
        return DocumentEditor.NoContents;
    }
}
