namespace Archivolt.Benchmarks;

/// <summary>A server of others that a script in <c>eng/</c> starts for this run alone.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly string _script;

    private TestServer(string script) => _script = script;

    /// <summary>Installs the server where it is missing, and starts it.</summary>
    /// <param name="name">The script's name, such as <c>sftp</c>.</param>
    /// <param name="scratch">Where its folder is made.</param>
    public static async Task<TestServer> StartAsync(string name, Scratch scratch)
    {
        var script = $"ARCHIVOLT_{name.ToUpperInvariant()}_DIR={scratch.Folder(name)} {Scripts()}/{name}.sh";
        await Shell.RunAsync($"{script} install && {script} start");
        return new TestServer(script);
    }

    /// <summary>A variable that the script sets for tests.</summary>
    public Task<string> VariableAsync(string name) => Shell.RunAsync($"eval \"$({_script} env)\" && printf %s \"${name}\"");

    public async ValueTask DisposeAsync() => await Shell.RunAsync($"{_script} stop");

    private static string Scripts()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "eng") is var scripts && File.Exists(Path.Combine(scripts, "servers.bash")))
                return scripts;
        }
        throw new InvalidOperationException("There is no folder eng/ above this program: run it from the source tree.");
    }
}
