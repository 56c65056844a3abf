using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteBlobReferencesTests() : BlobReferencesContract(new SqliteTestDatabase());

public sealed class PostgresBlobReferencesTests() : BlobReferencesContract(new PostgresTestDatabase());

public abstract class BlobReferencesContract(TestDatabase database) : SqlContract(database)
{
    [Fact]
    public async Task A_document_is_written_with_one_reference_for_each_blob()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a", properties: Sample.Properties());
        (await Sample.ListAsync(Node.References)).ShouldBe([new BlobReference("default", "aaaa", "default", document.Id, "file:content")]);
        (await Sample.ListAsync(Node.References, "other")).ShouldBe(
            [new BlobReference("other", "bbbb", "default", document.Id, "files:files/0/file")]);
    }

    [Fact]
    public async Task An_update_replaces_references_and_only_where_blobs_changed()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a", properties: Sample.Properties());
        document.Properties.Set("file:content", Sample.Blob("cccc"));
        document.Properties.Set("files:files", new List<object?>());
        document.Properties.Set("custom:scan", Sample.Blob("cccc"));
        await Node.Documents.UpdateAsync(document);
        (await Sample.ListAsync(Node.References)).Select(reference => (reference.Key, reference.XPath))
            .ShouldBe([("cccc", "custom:scan"), ("cccc", "file:content")]);
        (await Sample.ListAsync(Node.References, "other")).ShouldBeEmpty();
        document.Properties.Set("dc:title", "only the title");
        await Node.Documents.UpdateAsync(document);
        (await Node.References.FindAsync("default", "cccc")).Select(reference => reference.XPath).ShouldBe(["custom:scan", "file:content"]);
        (await Node.References.FindAsync("default", "aaaa")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_without_prefix_belongs_to_the_provider_that_the_dispatcher_names_for_the_repository()
    {
        await using var node = Database.Open(null, "default", "archive");
        var root = await node.RootAsync("archive");
        var document = await node.CreateAsync(root, "a", properties: Sample.Properties());
        var expected = node.Get<IBlobDispatcher>().ProviderOfUnprefixed("archive");
        expected.ShouldNotBe("default");
        (await node.References.FindAsync(expected, "aaaa")).Single().DocumentId.ShouldBe(document.Id);
    }

    [Fact]
    public async Task Keys_come_in_ordinal_order_and_reading_resumes_behind_a_key()
    {
        var root = await Node.RootAsync();
        string[] keys = ["b", "a", "B", "é", "a-", "a0", "Z", "z:with:colons", "a b", "_"];
        foreach (var key in keys)
        {
            var properties = new PropertyMap();
            properties.Set("file:content", new BlobInfo { Key = new BlobKey("default", key) });
            await Node.CreateAsync(root, "d", properties: properties);
        }
        var listed = (await Sample.ListAsync(Node.References)).Select(reference => reference.Key).ToList();
        listed.ShouldBe(keys.Order(StringComparer.Ordinal));
        (await Sample.ListAsync(Node.References, after: "a")).Select(reference => reference.Key)
            .ShouldBe(listed.SkipWhile(key => key is not "a").Skip(1));
        (await Sample.ListAsync(Node.References, after: "a!")).Select(reference => reference.Key)
            .ShouldBe(listed.Where(key => string.CompareOrdinal(key, "a!") > 0));
    }

    [Fact]
    public async Task A_shared_blob_is_listed_for_every_document_across_pages()
    {
        var root = await Node.RootAsync();
        await Task.WhenAll(Enumerable.Range(0, 2500).Select(i => Node.CreateAsync(root, $"d{i}", properties: Sample.Properties())));
        var listed = await Sample.ListAsync(Node.References);
        listed.Count.ShouldBe(2500);
        listed.Select(reference => reference.DocumentId).Distinct().Count().ShouldBe(2500);
        (await Node.References.FindAsync("default", "aaaa")).Count.ShouldBe(2500);
    }

    [Fact]
    public async Task When_a_reference_cannot_be_written_the_document_is_not_either()
    {
        var root = await Node.RootAsync();
        var document = await Node.CreateAsync(root, "before", properties: Sample.Properties());
        await Database.FailInsertsAsync("blob_references", "key", "forbidden");
        var properties = Sample.Properties();
        properties.Set("files:files/0/file", Sample.Blob("forbidden"));

        await Should.ThrowAsync<BlobException>(() => Node.CreateAsync(root, "after", properties: properties));
        document.Properties.Set("file:content", Sample.Blob("forbidden"));
        await Should.ThrowAsync<BlobException>(() => Node.Documents.UpdateAsync(document));

        (await Node.Documents.FindByPathAsync("default", "/after")).ShouldBeNull();
        var stored = await Node.Documents.FindAsync("default", document.Id);
        stored!.Properties.Get("file:content").ShouldBe(Sample.Blob("aaaa"));
        stored.ChangeToken.ShouldBe(document.ChangeToken);
        (await Sample.ListAsync(Node.References)).Single().DocumentId.ShouldBe(document.Id);
        (await Node.CreateAsync(root, "later", properties: Sample.Properties())).Path.ShouldBe("/later");
    }
}
