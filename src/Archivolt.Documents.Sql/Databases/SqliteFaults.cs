using Archivolt.Blobs;
using Microsoft.Data.Sqlite;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>SQLite's result codes as the codes and sentences of the rest of Archivolt.</summary>
internal static class SqliteFaults
{
    private const int Busy = 5, Locked = 6, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    public static BlobException Translate(SqliteException exception, string path)
    {
        var (error, text) = exception.SqliteErrorCode switch
        {
            Busy or Locked => (BlobError.Unavailable, "The database is held by another process; try again."),
            ReadOnly => (BlobError.ReadOnly, "The database or its folder cannot be written; check permissions and the mount."),
            Full => (BlobError.NoSpace, "No room is left for the database; nothing was changed."),
            Corrupt => (BlobError.Damaged, "The database is damaged; restore it from a backup."),
            NotADatabase => (BlobError.Configuration, "The file is not a SQLite database; name another file as Archivolt:Database."),
            CannotOpen => (BlobError.Configuration, "The database cannot be opened; its path must be a file that this user may write."),
            IoError => (BlobError.IO, "The disk under the database failed."),
            _ => (BlobError.IO, "The database refused an operation."),
        };
        return new BlobException(error, $"{text} ({exception.Message})", path, innerException: exception);
    }
}
