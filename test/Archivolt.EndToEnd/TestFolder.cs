using Archivolt.Postgres;

namespace Archivolt.EndToEnd;

/// <summary>Base of tests with a folder of their own.</summary>
public abstract class TestFolder : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("archivolt-e2e-").FullName;

    public virtual void Dispose()
    {
        ServerDatabase.Delete(Folder);
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
