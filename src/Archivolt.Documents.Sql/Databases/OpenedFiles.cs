using Archivolt.Blobs;
using Archivolt.Stores.Files;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>
/// The files that a SQLite database was opened with. SQLite goes on with an open file that was deleted or replaced, so what it commits from then on would be lost.
/// </summary>
internal sealed class OpenedFiles
{
    // Beside the database: the write-ahead log, and its index, which processes share.
    private static readonly string[] Suffixes = ["", "-wal", "-shm"];

    private readonly string _path;
    private readonly FileIdentity?[] _opened;

    /// <summary>Remembers which files they are; each exists by now.</summary>
    public OpenedFiles(string path)
    {
        _path = path;
        _opened = [.. Suffixes.Select(IdentityOf)];
    }

    /// <summary>Refuses to go on when one is not there any more, or another has taken its place.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Unavailable"/>.</exception>
    public void CheckPresent()
    {
        for (var i = 0; i < Suffixes.Length; i++)
        {
            if (_opened[i] is { } opened && IdentityOf(Suffixes[i]) != opened)
            {
                throw new BlobException(BlobError.Unavailable,
                    $"The database file '{_path}{Suffixes[i]}' was deleted, replaced or moved away while it was open, and nothing is stored any more. "
                    + "Bring the file back, or restart with the one that is there now.", _path);
            }
        }
    }

    // Held open, a file keeps its number, so that no other one has it.
    private FileIdentity? IdentityOf(string suffix)
    {
        try
        {
            return LocalDisk.Instance.Stat(_path + suffix)?.Identity;
        }
        catch (DiskException exception)
        {
            throw new BlobException(exception.Error, exception.Message, _path, innerException: exception);
        }
    }
}
