using Archivolt.Blobs;
using Npgsql;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>Where a PostgreSQL database is. Prints itself without anything secret.</summary>
internal sealed class PostgresSettings
{
    // In front of what is configured, which wins. Nothing here outlives a transaction, so a connection is returned without a reset.
    private const string Defaults = "Application Name=Archivolt;Max Auto Prepare=100;Auto Prepare Min Usages=2;No Reset On Close=true;";

    private readonly NpgsqlConnectionStringBuilder _connection;
    private readonly string? _passwordFile;

    private PostgresSettings(NpgsqlConnectionStringBuilder connection, string? passwordFile)
    {
        _connection = connection;
        _passwordFile = passwordFile;
    }

    /// <summary>Reads a connection string.</summary>
    /// <param name="connectionString">With <c>Host=…</c>, in Npgsql's words.</param>
    /// <param name="passwordFile">A file that holds the password and nothing else; null when the connection string has all.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, without repeating the text: it may hold a password.</exception>
    public static PostgresSettings Parse(string connectionString, string? passwordFile)
    {
        NpgsqlConnectionStringBuilder connection;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(Defaults + connectionString);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or KeyNotFoundException)
        {
            throw new BlobException(BlobError.Configuration,
                "Archivolt:Database is no PostgreSQL connection string that Npgsql understands: it takes pairs such as Host=…;Port=…;"
                + "Database=…;Username=…, and a value with a semicolon stands in quotes.");
        }
        if (passwordFile is not null && connection.Password is { Length: > 0 })
            throw new BlobException(BlobError.Configuration, "Give the password in Archivolt:Database or in a file, not in both.");
        return new PostgresSettings(connection, passwordFile);
    }

    /// <summary>The source of connections.</summary>
    public NpgsqlDataSource CreateSource()
    {
        var builder = new NpgsqlDataSourceBuilder(_connection.ConnectionString);
        if (_passwordFile is not null)
            builder.UsePasswordProvider(_ => ReadPassword(), (_, _) => ValueTask.FromResult(ReadPassword()));
        // Of several hosts the one that takes writes, also for reading: a standby lags behind.
        return _connection.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }

    /// <inheritdoc/>
    public override string ToString() => $"PostgreSQL {_connection.Host}/{_connection.Database ?? _connection.Username}";

    // Read for every new connection: a password that was changed needs no restart.
    private string ReadPassword()
    {
        try
        {
            return File.ReadAllText(_passwordFile!).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BlobException(
                BlobError.Configuration, $"The file of the database's password cannot be read: {exception.Message}", innerException: exception);
        }
    }
}
