using System.Diagnostics;
using Archivolt.Npm;

namespace Archivolt.EndToEnd;

/// <summary>Clients of others over CMIS: <c>cmis-client</c> of libcmis, which LibreOffice has its CMIS from, over AtomPub, and CmisJS over the browser binding.</summary>
public sealed class CmisClientTests : TestFolder
{
    private const string Workspaces = "/default-domain/workspaces";

    [Theory]
    [InlineData("atom/cmis", "1.1")]
    [InlineData("atom/cmis10", "1.0")]
    public async Task A_client_of_libcmis_works_over_AtomPub(string path, string version)
    {
        Assert.SkipUnless(Tools.Has("cmis-client"), "cmis-client is needed (apt-get install cmis-client)");
        await using var server = await ServerProcess.StartAsync(Path.Combine(Folder, "data"));
        string[] session = ["--url", new Uri(server.Client.BaseAddress!, $"/nuxeo/{path}").AbsoluteUri, "-u", "Administrator", "-p", ServerProcess.Password, "-r", "default"];
        (await CmisAsync("repo-infos")).ShouldContain($"Supported CMIS Version: {version}");
        var workspaces = await IdAsync(Workspaces);
        await CmisAsync("create-folder", workspaces, "földer", "--object-type", "cmis:folder");
        await CmisAsync("create-folder", workspaces, "other", "--object-type", "Folder");
        var (folder, other) = (await IdAsync($"{Workspaces}/földer"), await IdAsync($"{Workspaces}/other"));

        var first = await FileAsync("first.bin", 3_000_000);
        await CmisAsync("create-document", folder, "a & b.bin", "--object-type", "cmis:document", "--input-file", first, "--input-type", "application/octet-stream", "--input-name", "a & b.bin", "--object-property", "dc:title=Title");
        var document = await IdAsync($"{Workspaces}/földer/a & b.bin");
        (await ContentAsync(document)).ShouldBe(await File.ReadAllBytesAsync(first));
        var second = await FileAsync("second.bin", 20_000_000);
        await CmisAsync("set-content", document, "--input-file", second, "--input-type", "application/octet-stream", "--input-name", "a & b.bin");
        (await ContentAsync(document)).ShouldBe(await File.ReadAllBytesAsync(second));

        var renamed = await CmisAsync("update-object", document, "--object-property", "cmis:name=renamed.bin", "--object-property", "dc:description=Said");
        renamed.ShouldContain("Name: renamed.bin");
        renamed.ShouldContain("Said");
        await CmisAsync("move-object", document, folder, other);
        (await IdAsync($"{Workspaces}/other/renamed.bin")).ShouldBe(document);
        (await CmisAsync("get-versions", document)).ShouldContain(document);
        (await CmisAsync("type-by-id", "File")).ShouldContain("Parent type: cmis:document");
        (await CmisAsync("show-by-id", folder)).ShouldContain("canCreateDocument: 1");
        await CmisAsync("delete", document, other);
        (await RunAsync("cmis-client", [.. session, "show-by-id", document])).Errors.ShouldContain("No such node");

        async Task<string> IdAsync(string of) => (await CmisAsync("show-by-path", of)).Split('\n').First(line => line.StartsWith("Id: ", StringComparison.Ordinal))[4..].Trim();

        async Task<string> CmisAsync(params string[] command)
        {
            var (output, errors) = await RunAsync("cmis-client", [.. session, .. command]);
            errors.ShouldNotContain("ERROR", Case.Insensitive, $"{string.Join(' ', command)}: {output}");
            return output;
        }

        // It saves into its working folder, under the name that the file has.
        async Task<byte[]> ContentAsync(string id)
        {
            var saved = Path.Combine(Folder, "a & b.bin");
            File.Delete(saved);
            await CmisAsync("get-content", id);
            return await File.ReadAllBytesAsync(saved);
        }
    }

    [Fact]
    public async Task A_JavaScript_client_works_over_the_browser_binding()
    {
        NpmClient.SkipWithoutNode();
        await using var server = await ServerProcess.StartAsync(Path.Combine(Folder, "data"));
        (await NpmClient.RunAsync("cmis", new Uri(server.Client.BaseAddress!, "/nuxeo/json/cmis").AbsoluteUri, "Administrator", ServerProcess.Password)).Length.ShouldBe(9);
    }

    private async Task<string> FileAsync(string name, int length)
    {
        var (path, content) = (Path.Combine(Folder, name), new byte[length]);
        new Random(length).NextBytes(content);
        await File.WriteAllBytesAsync(path, content);
        return path;
    }

    private async Task<(string Output, string Errors)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await output, await errors);
    }
}
