using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests;

public sealed class BlobHolderTests
{
    [Fact]
    public void The_main_blob_comes_first_whatever_was_set_first()
    {
        var holder = HolderOf("File",
            ("custom:blob", Some.Blob("undeclared")), ("files:files/0/file", Some.Blob("a0")), ("files:files/1/file", null),
            ("files:files/2/file", Some.Blob("a2")), ("file:content", Some.Blob("main")));
        holder.Main.ShouldBe(Some.Blob("main"));
        Paths(holder).ShouldBe(["file:content", "files:files/0/file", "files:files/2/file", "custom:blob"]);
        Found(holder, "0", "1", "2", "3", "4").ShouldBe(["file:content", "files:files/0/file", "files:files/2/file", "custom:blob", null]);
    }

    [Fact]
    public void An_empty_main_blob_has_no_entry_but_keeps_its_number()
    {
        var holder = HolderOf("File", ("file:content", null), ("files:files/0/file", Some.Blob("a0")), ("files:files/1/file", Some.Blob("a1")));
        holder.MainPath.ShouldNotBeNull().ToString().ShouldBe("file:content");
        holder.Main.ShouldBeNull();
        Found(holder, "0", "1", "2").ShouldBe([null, "files:files/1/file", null]);
    }

    [Theory]
    [InlineData("blobholder:01")]
    [InlineData("blobholder:00")]
    [InlineData("blobholder:+1")]
    [InlineData("blobholder:-1")]
    [InlineData("blobholder:x")]
    [InlineData("blobholder:")]
    [InlineData("blobholder: 0")]
    [InlineData("blobholder:0/name")]
    [InlineData("blobholder:4294967296")]
    [InlineData("Blobholder:0")]
    [InlineData("file:content")]
    public void Numbers_that_are_not_canonical_find_nothing(string address) =>
        HolderOf("File", ("file:content", Some.Blob("main")), ("files:files/0/file", Some.Blob("a0"))).Find(address).ShouldBeNull();

    [Fact]
    public void A_picture_lists_its_file_and_its_views_only()
    {
        var holder = HolderOf("Picture",
            ("thumb:thumbnail", Some.Blob("thumb")), ("files:files/0/file", Some.Blob("a0")),
            ("picture:views/0/content", Some.Blob("v0")), ("picture:views/1/content", Some.Blob("v1")), ("file:content", Some.Blob("main")));
        Paths(holder).ShouldBe(["file:content", "picture:views/0/content", "picture:views/1/content"]);
    }

    [Fact]
    public void The_facet_makes_a_picture_of_any_document()
    {
        var file = Some.Document("File", ("file:content", Some.Blob("main")), ("files:files/0/file", Some.Blob("a0")));
        var document = file with { Facets = ["Picture"] };
        Paths(BlobHolder.Of(document, SchemaRegistry.Stock)!).ShouldBe(["file:content"]);
    }

    [Fact]
    public void A_notes_text_is_number_0_and_is_no_stored_blob()
    {
        var holder = HolderOf("Note", ("note:note", "text"), ("files:files/0/file", Some.Blob("a0")));
        holder.Main.ShouldBeNull();
        holder.MainPath.ShouldBeNull();
        Found(holder, "0", "1", "2").ShouldBe([null, "files:files/0/file", null]);
        var empty = HolderOf("Note", ("note:note", ""), ("files:files/0/file", Some.Blob("a0")), ("files:files/1/file", Some.Blob("a1")));
        Found(empty, "0", "1").ShouldBe([null, "files:files/1/file"]);
    }

    [Fact]
    public void Folders_and_unknown_types_have_no_holder_unless_they_have_a_file()
    {
        BlobHolder.Of(Some.Document("Folder", ("files:files/0/file", Some.Blob("a0"))), SchemaRegistry.Stock).ShouldBeNull();
        BlobHolder.Of(Some.Document("Spaceship"), SchemaRegistry.Stock).ShouldBeNull();
        HolderOf("Spaceship", ("file:content", Some.Blob("main"))).Main.ShouldBe(Some.Blob("main"));
        HolderOf("Workspace").Main.ShouldBeNull();
    }

    private static BlobHolder HolderOf(string type, params (string, object?)[] properties) =>
        BlobHolder.Of(Some.Document(type, properties), SchemaRegistry.Stock).ShouldNotBeNull();

    private static IEnumerable<string> Paths(BlobHolder holder) => holder.Blobs.Select(blob => blob.Path.ToString());

    private static IEnumerable<string?> Found(BlobHolder holder, params string[] numbers) =>
        numbers.Select(number => holder.Find(BlobHolder.Prefix + number)?.ToString());
}
