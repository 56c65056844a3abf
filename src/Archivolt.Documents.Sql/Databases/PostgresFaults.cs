using System.Text;
using Archivolt.Blobs;
using Npgsql;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>PostgreSQL's error codes (appendix A of its manual) as the codes and sentences of the rest of Archivolt.</summary>
internal static class PostgresFaults
{
    /// <summary>True when a transaction met another one and may be run again: nothing of it was kept.</summary>
    /// <remarks>
    /// A foreign key is among them: a parent was deleted beneath its new child, or got one while it was deleted. So is a unique key: another
    /// document took the free path. Run again, the transaction sees that and decides itself.
    /// </remarks>
    public static bool IsMeeting(PostgresException exception) => exception.SqlState
        is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
        or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.UniqueViolation;

    /// <summary>True when the connection is gone, and with it everything that was not committed.</summary>
    public static bool IsLostConnection(NpgsqlException exception) => exception is PostgresException server
        ? server.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
        : exception.InnerException is IOException;

    /// <summary>The exception to throw instead of what the driver threw.</summary>
    public static Exception Translate(Exception exception, string database) => exception switch
    {
        PostgresException server => Translate(server, database),
        // What the reader of a password file said.
        NpgsqlException { InnerException: BlobException known } => known,
        NpgsqlException { InnerException: TimeoutException } => Fault(BlobError.Timeout,
            "The database did not answer in time, or all connections were in use; raise Timeout or Maximum Pool Size if this lasts.",
            exception, database),
        EncoderFallbackException => new DocumentException(DocumentError.Invalid, "A text holds half a surrogate pair, which is no Unicode.",
            exception),
        _ => Fault(BlobError.Unavailable, "The database cannot be reached; check host and port, and that it runs.",
            exception, database),
    };

    private static Exception Translate(PostgresException exception, string database)
    {
        if (Refused(exception.SqlState) is { } refusal)
            return new DocumentException(DocumentError.Invalid, refusal, exception);
        var (error, text) = exception.SqlState switch
        {
            PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidPassword =>
                (BlobError.Configuration, "The database refuses this user or password."),
            PostgresErrorCodes.InvalidCatalogName => (BlobError.Configuration, "Create the database, or name another one."),
            PostgresErrorCodes.InvalidSchemaName => (BlobError.Configuration, "Create the schema that Search Path names."),
            PostgresErrorCodes.InsufficientPrivilege => (BlobError.PermissionDenied,
                "The database's user may not do this; make it the owner of the database, or grant it CREATE on the schema."),
            PostgresErrorCodes.ReadOnlySqlTransaction => (BlobError.ReadOnly, "The database takes no writes: it is a standby, or read-only."),
            PostgresErrorCodes.DiskFull => (BlobError.NoSpace, "No room is left for the database; nothing was changed."),
            PostgresErrorCodes.QueryCanceled => (BlobError.Timeout, "The database gave up a statement that took too long."),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
                (BlobError.Damaged, "The database is damaged; restore it from a backup."),
            PostgresErrorCodes.IoError => (BlobError.IO, "The disk under the database failed."),
            _ when IsMeeting(exception) => (BlobError.Unavailable, "Other writers changed the same all the time; try again."),
            _ when exception.IsTransient || IsLostConnection(exception) => (BlobError.Unavailable, "The database cannot serve now; try again."),
            _ => (BlobError.IO, "The database refused an operation."),
        };
        return Fault(error, text, exception, database);
    }

    // What no database could do with a text, or not this one.
    private static string? Refused(string code) => code switch
    {
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter =>
            "A text holds the character U+0000, which the database cannot keep.",
        PostgresErrorCodes.ProgramLimitExceeded => "A path, key or name is too long for the database's indexes, which take about 2,700 bytes.",
        _ => null,
    };

    private static BlobException Fault(BlobError error, string text, Exception exception, string database) =>
        new(error, $"{text} ({(exception is PostgresException server ? $"{server.SqlState}: {server.MessageText}" : exception.Message)})", database,
            innerException: exception);
}
