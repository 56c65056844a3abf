namespace Archivolt.Benchmarks;

/// <summary>Places that rclone reaches: Archivolt goes through <c>rclone rcd</c>, the reference is <c>rclone copyto</c> with the same settings.</summary>
internal static class RclonePlace
{
    /// <summary>Makes the folder or container, and describes it.</summary>
    /// <param name="kind">What rclone calls the back end.</param>
    /// <param name="server">The server that runs; null for the local disk.</param>
    /// <param name="scratch">Where the reference's configuration is kept.</param>
    public static async Task<RemotePlace> CreateAsync(string kind, TestServer? server, Scratch scratch)
    {
        var (settings, path) = server is null ? ([], scratch.Folder("local")) : await SettingsAsync(kind, server);
        var rclone = await ToolAsync(kind, settings, path, scratch);
        await Shell.RunAsync($"{Command(kind, scratch)} mkdir reference:{path}");
        var provider = settings.ToDictionary(setting => $"Settings:{setting.Key}", setting => setting.Value, StringComparer.Ordinal);
        (provider["Type"], provider["Backend"], provider["Path"]) = ("Rclone", kind, path);
        return new RemotePlace(kind, provider, key => $"{key[..2]}/{key}", [rclone], Must: 0.8);
    }

    /// <summary><c>rclone copyto</c> with a configuration of its own.</summary>
    /// <param name="kind">The type of the back end.</param>
    /// <param name="settings">Its settings, passwords in the clear.</param>
    /// <param name="path">The folder or container.</param>
    /// <param name="scratch">Where the configuration is kept.</param>
    public static async Task<ReferenceTool> ToolAsync(string kind, IReadOnlyDictionary<string, string> settings, string path, Scratch scratch)
    {
        var lines = new List<string> { "[reference]", $"type = {kind}" };
        foreach (var (name, value) in settings)
            lines.Add($"{name} = {(name == "pass" ? (await Shell.RunAsync($"rclone obscure '{value}'")).Trim() : value)}");
        await File.WriteAllLinesAsync(Path.Combine(scratch.Root, $"{kind}.conf"), lines);
        var rclone = Command(kind, scratch);
        return new ReferenceTool("rclone copyto",
            (file, name) => $"{rclone} copyto {file} reference:{path}/{name}",
            (name, file) => $"{rclone} copyto reference:{path}/{name} {file}",
            name => $"{rclone} deletefile reference:{path}/{name}");
    }

    /// <summary>rclone with that configuration. Its S3 back end refuses to begin with a bundle of authorities in the environment.</summary>
    public static string Command(string kind, Scratch scratch) => $"env -u AWS_CA_BUNDLE rclone --config {scratch.Root}/{kind}.conf --log-level ERROR";

    private static async Task<(Dictionary<string, string> Settings, string Path)> SettingsAsync(string kind, TestServer server)
    {
        var uri = new Uri(await server.VariableAsync($"ARCHIVOLT_TEST_{kind.ToUpperInvariant()}"));
        var login = Array.ConvertAll(uri.UserInfo.Split(':'), Uri.UnescapeDataString);
        var address = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        return kind switch
        {
            "sftp" => (new()
            {
                ["host"] = uri.Host,
                ["port"] = $"{uri.Port}",
                ["user"] = login[0],
                ["key_file"] = await server.VariableAsync("ARCHIVOLT_TEST_SFTP_KEY"),
                ["shell_type"] = "none",
            }, $"{uri.AbsolutePath}/content"),
            "ftp" => (new() { ["host"] = uri.Host, ["port"] = $"{uri.Port}", ["user"] = login[0], ["pass"] = login[1] }, "content"),
            "webdav" => (new() { ["url"] = address, ["vendor"] = "other", ["user"] = login[0], ["pass"] = login[1] }, "content"),
            "swift" => (new() { ["auth"] = address, ["user"] = login[0], ["key"] = login[1] }, "content"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No server of this kind is known."),
        };
    }
}
