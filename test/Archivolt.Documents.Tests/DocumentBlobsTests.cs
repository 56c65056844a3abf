using System.Text;
using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.Documents.Tests;

public sealed class DocumentBlobsTests : IAsyncDisposable
{
    private const string HelloKey = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private readonly BlobManager _manager = new(
        [new BlobProvider("default", new MemoryStore("default")), new BlobProvider("other", new MemoryStore("other"))]);
    private readonly DocumentBlobs _blobs;

    public DocumentBlobsTests() => _blobs = new DocumentBlobs(_manager, new RepositoryDispatcher(["default", "other"]), SchemaRegistry.Stock, TimeProvider.System);

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Theory]
    [InlineData("file:content")]
    [InlineData("content")]
    public async Task Content_goes_to_the_provider_of_the_repository_under_a_key_without_prefix(string path)
    {
        var document = Some.Document("File");
        var blob = await WriteAsync(document, path);
        blob.Key.ToString().ShouldBe(HelloKey);
        document.Properties.Get("file:content").ShouldBe(blob);
        _blobs.ProviderOf(blob, document.Repository).Id.ShouldBe("default");
        (await ReadAsync(blob, document.Repository)).ShouldBe("hello");
    }

    [Fact]
    public async Task Each_repository_has_its_own_provider()
    {
        var document = Some.Document("File") with { Repository = "other" };
        var blob = await WriteAsync(document, "file:content");
        _blobs.Resolve(blob.Key, "other").ToString().ShouldBe($"other:{HelloKey}");
        (await _manager["default"].StatAsync(HelloKey)).ShouldBeNull();
        (await _manager["other"].StatAsync(HelloKey)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(null, "a.mp4", "other")]
    [InlineData("application/octet-stream", "a.mp4", "other")]
    [InlineData("video/mp4", null, "other")]
    [InlineData("text/plain", "a.mp4", "default")]
    [InlineData(null, "a", "default")]
    public async Task Rules_see_the_media_type_that_the_content_is_stored_with(string? given, string? fileName, string provider)
    {
        var blobs = new DocumentBlobs(_manager, Dispatch.Sample.Dispatcher(("blob:mime-type=video/mp4", "other"), ("default", "default")), SchemaRegistry.Stock, TimeProvider.System);
        var blob = await blobs.WriteAsync(BlobSource.FromBytes("hello"u8.ToArray()).With(fileName: fileName, mediaType: given), Some.Document("File"), PropertyPath.Parse("file:content"));
        blobs.ProviderOf(blob, "default").Id.ShouldBe(provider);
    }

    [Fact]
    public async Task A_path_that_names_a_list_appends_in_the_shape_of_the_schema()
    {
        var document = Some.Document("File");
        await WriteAsync(document, "files:files");
        await WriteAsync(document, "files/0/file", "replaced");
        await WriteAsync(document, "files");
        document.Blobs().Select(blob => blob.Path.ToString()).ShouldBe(["files:files/0/file", "files:files/1/file"]);
        (await ReadAsync((BlobInfo)document.Properties.Get("files:files/0/file")!, "default")).ShouldBe("replaced");
    }

    [Fact]
    public async Task A_blob_may_go_to_a_property_that_no_schema_declares()
    {
        var document = Some.Document("File");
        var blob = await WriteAsync(document, "custom:scan/0/page");
        document.Properties.Get("custom:scan/0/page").ShouldBe(blob);
    }

    [Theory]
    [InlineData("dc:title")]
    [InlineData("dc:subjects")]
    [InlineData("picture:views")]
    [InlineData("file:nothing")]
    [InlineData("file:content/name")]
    [InlineData("files:files/name/file")]
    [InlineData("nothing")]
    public async Task A_property_that_holds_no_blob_is_refused_before_anything_is_stored(string path)
    {
        var document = Some.Document("File");
        (await Should.ThrowAsync<DocumentException>(() => WriteAsync(document, path))).Error.ShouldBe(DocumentError.Invalid);
        document.Properties.ShouldBeEmpty();
        (await _manager["default"].StatAsync(HelloKey)).ShouldBeNull();
    }

    [Fact]
    public async Task An_index_beyond_the_end_is_refused_before_anything_is_stored()
    {
        var document = Some.Document("File");
        (await Should.ThrowAsync<DocumentException>(() => WriteAsync(document, "files:files/4/file"))).Error.ShouldBe(DocumentError.Invalid);
        document.Properties.ShouldBeEmpty();
        (await _manager["default"].StatAsync(HelloKey)).ShouldBeNull();
    }

    [Fact]
    public void A_key_of_a_provider_that_is_not_configured_is_not_found_by_name()
    {
        var missing = Should.Throw<BlobException>(() => _blobs.ProviderOf(Some.Blob("gone:abc"), "default"));
        missing.Error.ShouldBe(BlobError.NotFound);
        missing.Message.ShouldContain("gone");
    }

    private Task<BlobInfo> WriteAsync(Document document, string path, string text = "hello") =>
        _blobs.WriteAsync(BlobSource.FromText(text), document, PropertyPath.Parse(path));

    private async Task<string> ReadAsync(BlobInfo blob, string repository)
    {
        await using var content = await _blobs.ProviderOf(blob, repository).OpenAsync(blob.Key.Key);
        using var reader = new StreamReader(content, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
