namespace Archivolt.Testing;

/// <summary>A directory of one test, deleted with it.</summary>
public sealed class TestDirectory : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("archivolt-").FullName;

    /// <summary>A path inside.</summary>
    public string this[string name] => Path.Combine(_path, name);

    /// <summary>Deletes the directory and everything in it.</summary>
    public void Dispose() => Directory.Delete(_path, recursive: true);
}
