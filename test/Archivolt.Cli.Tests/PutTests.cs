namespace Archivolt.Cli.Tests;

public sealed class PutTests : CliTest
{
    [Fact]
    public async Task Put_prints_key_and_file_a_line()
    {
        var one = NewFile("one.txt", "one");
        var two = NewFile("two.txt", "two");

        var run = (await RunAsync("put", "default", one, two, "--data", DataHome)).ShouldExitWith(0);

        run.Text.ShouldBe($"{KeyOf("one"u8.ToArray())}\t{one}\n{KeyOf("two"u8.ToArray())}\t{two}\n");
    }

    [Fact]
    public async Task Put_reads_standard_input()
    {
        var run = (await RunWithInputAsync("from a pipe"u8.ToArray(), "put", "default", "-", "--data", DataHome)).ShouldExitWith(0);

        run.Text.ShouldBe($"{KeyOf("from a pipe"u8.ToArray())}\t-\n");
    }

    [Fact]
    public async Task Put_prints_one_json_object_a_line()
    {
        var file = NewFile("page.html", "<html></html>");

        var json = (await RunAsync("put", "default", file, "--data", DataHome, "--json")).ShouldExitWith(0).Json.ShouldHaveSingleItem();

        json.GetProperty("key").GetString().ShouldBe(KeyOf("<html></html>"u8.ToArray()));
        json.GetProperty("length").GetInt64().ShouldBe(13);
        json.GetProperty("digest").GetString().ShouldBe(KeyOf("<html></html>"u8.ToArray())["default:".Length..]);
        json.GetProperty("mediaType").GetString().ShouldBe("text/html");
        json.GetProperty("file").GetString().ShouldBe(file);
    }

    [Fact]
    public async Task Equal_content_is_stored_once()
    {
        var first = await PutAsync("same");
        var second = await PutAsync("same");

        second.ShouldBe(first);
        (await RunAsync("ls", "default", "--data", DataHome)).Lines.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_missing_file_is_told_before_anything_is_stored()
    {
        var file = NewFile("here.txt", "here");

        var run = (await RunAsync("put", "default", file, Path.Combine(Folder, "gone.txt"), "--data", DataHome)).ShouldExitWith(2);

        run.Error.ShouldContain("There is no file '");
        Directory.Exists(DataHome).ShouldBeFalse();
    }

    [Fact]
    public async Task A_folder_is_no_file()
    {
        var run = (await RunAsync("put", "default", Folder, "--data", DataHome)).ShouldExitWith(2);

        run.Error.ShouldContain("is a folder");
    }

    [Fact]
    public async Task Standard_input_can_be_stored_only_once() =>
        (await RunAsync("put", "default", "-", "-", "--data", DataHome)).ShouldExitWith(2).Error.ShouldContain("only once");

    [Fact]
    public async Task A_file_name_that_looks_like_an_option_stands_behind_two_dashes()
    {
        var file = NewFile("--json", "dashes");
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);

        (await RunAsync("put", "default", "--data", DataHome, "--", relative)).ShouldExitWith(0);
    }

    [Fact]
    public async Task Content_is_named_after_its_document_where_the_provider_says_so()
    {
        var file = NewFile("record.txt", "record");
        var config = NewFile("records.json", """{ "Archivolt": { "Providers": { "records": { "Type": "File", "Path": "records", "KeyStrategy": "document" } } } }""");
        string[] common = ["--config", config, "--data", DataHome];

        (await RunAsync(["put", "records", file, .. common])).ShouldExitWith(2).Error.ShouldContain("--document ID");
        (await RunAsync(["put", "records", file, "--document", "id-1", .. common])).ShouldExitWith(0).Text.ShouldBe($"records:id-1\t{file}\n");
        (await RunAsync(["put", "records", file, "--document", "id-1", "--xpath", "files:files/0/file", .. common]))
            .ShouldExitWith(0).Text.ShouldBe($"records:id-1-files-0-file\t{file}\n");
        (await RunAsync(["put", "records", file, "--document", "id-1", "--xpath", "a//b", .. common])).ShouldExitWith(2).Error.ShouldContain("no property path");
    }
}
