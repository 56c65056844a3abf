namespace Archivolt.Tests.Stores.Files;

/// <summary>A directory of one test, gone with it.</summary>
public sealed class TestDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("archivolt-").FullName;

    /// <summary>A path inside.</summary>
    public string this[string name] => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
