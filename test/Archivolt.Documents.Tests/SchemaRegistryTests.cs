using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests;

public sealed class SchemaRegistryTests
{
    private static readonly SchemaRegistry Stock = SchemaRegistry.Stock;

    [Theory]
    [InlineData("content", "file:content")]
    [InlineData("files/0/file", "files:files/0/file")]
    [InlineData("note", "note:note")]
    [InlineData("file:content", "file:content")]
    [InlineData("dublincore:title", "dc:title")]
    [InlineData("undeclared:thing/0", "undeclared:thing/0")]
    public void A_path_gets_the_prefix_of_its_schema(string path, string canonical) =>
        Stock.Canonical(PropertyPath.Parse(path)).ShouldNotBeNull().ToString().ShouldBe(canonical);

    [Theory]
    [InlineData("title")]
    [InlineData("nothing")]
    public void A_head_without_prefix_that_no_prefixless_schema_has_is_unknown(string path) =>
        Stock.Canonical(PropertyPath.Parse(path)).ShouldBeNull();

    [Theory]
    [InlineData("file:content", "content")]
    [InlineData("files:files/0/file", "files/0/file")]
    [InlineData("dc:format", "dc:format")]
    [InlineData("vid:storyboard/1/content", "vid:storyboard/1/content")]
    [InlineData("undeclared:thing", "undeclared:thing")]
    public void The_low_level_form_has_a_prefix_only_where_the_schema_declares_one(string path, string lowLevel) =>
        Stock.LowLevel(PropertyPath.Parse(path)).ShouldBe(lowLevel);

    [Theory]
    [InlineData("file:content")]
    [InlineData("files:files/0/file")]
    [InlineData("files:files/*/file")]
    [InlineData("picture:views/3/content")]
    [InlineData("thumb:thumbnail")]
    public void Blob_fields_are_known_wherever_they_are(string path) =>
        Stock.TypeOf(PropertyPath.Parse(path)).ShouldBe(FieldType.Blob);

    [Theory]
    [InlineData("file:nothing")]
    [InlineData("files:files/x/file")]
    [InlineData("files:files/0/nothing")]
    [InlineData("file:content/name/x")]
    [InlineData("undeclared:thing")]
    [InlineData("content")]
    public void Undeclared_paths_have_no_type(string path) => Stock.TypeOf(PropertyPath.Parse(path)).ShouldBeNull();

    [Fact]
    public void The_schemas_of_a_document_are_those_of_its_type_and_an_unknown_type_has_none()
    {
        Stock.SchemasOf(Some.Document("File")).Select(schema => schema.Name).ShouldBe(["common", "dublincore", "uid", "file", "files"]);
        Stock.SchemasOf(Some.Document("Spaceship")).ShouldBeEmpty();
    }
}
