using System.Security.Cryptography;

namespace Archivolt.Cli.Tests;

/// <summary>Base of tests that run commands in this process, in a folder of their own.</summary>
public abstract class CliTest : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("archivolt-cli-").FullName;

    protected string DataHome => Path.Combine(Folder, "data");

    protected string StoreFolder => Path.Combine(DataHome, "binaries");

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected static Task<CliRun> RunAsync(params string[] args) => RunWithInputAsync([], args);

    protected static async Task<CliRun> RunWithInputAsync(byte[] input, params string[] args)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var terminal = new Terminal { In = new MemoryStream(input), Out = output, Error = error };
        var exitCode = await CommandLine.RunAsync(args, terminal, TestContext.Current.CancellationToken);
        return new CliRun((int)exitCode, output.ToArray(), error.ToString());
    }

    /// <summary>Writes a file into the test's folder.</summary>
    protected string NewFile(string name, byte[] content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    protected string NewFile(string name, string content) => NewFile(name, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Stores content under the data home; returns its key.</summary>
    protected async Task<string> PutAsync(byte[] content)
    {
        var run = (await RunWithInputAsync(content, "put", "default", "-", "--data", DataHome)).ShouldExitWith(0);
        return run.Text.Split('\t')[0];
    }

    protected Task<string> PutAsync(string content) => PutAsync(System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>The store's file that holds a key.</summary>
    protected string FileOf(string key) =>
        Directory.GetFiles(StoreFolder, key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..], SearchOption.AllDirectories).Single();

    protected static string KeyOf(byte[] content) => $"default:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    /// <summary>Every file and folder with length and times: equal before and after means nothing was written.</summary>
    protected static string[] Snapshot(string folder) =>
        [.. new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Select(entry => $"{entry.FullName} {(entry as FileInfo)?.Length} {entry.LastWriteTimeUtc:O}").Order(StringComparer.Ordinal)];
}
