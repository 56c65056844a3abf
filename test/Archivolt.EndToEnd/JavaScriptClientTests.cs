using Archivolt.Npm;

namespace Archivolt.EndToEnd;

/// <summary>The platform's own JavaScript client, at a fixed version, against a server process: what <c>Clients/nuxeo/client.js</c> lists.</summary>
public sealed class JavaScriptClientTests : TestFolder
{
    [Fact]
    public async Task The_platforms_JavaScript_client_works_unchanged()
    {
        NpmClient.SkipWithoutNode();
        await using var server = await ServerProcess.StartAsync(Path.Combine(Folder, "data"));
        (await NpmClient.RunAsync("nuxeo", new Uri(server.Client.BaseAddress!, "/nuxeo/").AbsoluteUri, "Administrator", ServerProcess.Password)).Length.ShouldBe(11);
    }
}
