using System.Data.Common;
using Archivolt.Blobs;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Archivolt.Documents.Sql.Databases;

/// <summary>
/// A SQLite file in WAL mode: any number of readers beside one writer. Writers queue in one lane and share transactions.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    private const string Dialect = "sqlite";

    // A millisecond or less.
    private const int StepsBetweenLooks = 20_000;

    private readonly string _connectionString;
    private readonly TimeProvider _clock;
    private readonly Func<DbConnection, Task> _fill;
    private readonly SqliteReaders _readers;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private SqliteWriteLane? _lane;
    private OpenedFiles? _files;
    private bool _disposed;

    /// <summary>Names a database; nothing is opened before it is used.</summary>
    /// <param name="connectionString">Path of the file, or a connection string.</param>
    /// <param name="resolve">Makes a path absolute.</param>
    /// <param name="fill">Runs after the migration in its transaction, to create what must be there.</param>
    /// <param name="clock">The clock.</param>
    public SqliteDatabase(string connectionString, Func<string, string> resolve, Func<DbConnection, Task> fill, TimeProvider clock)
    {
        var builder = Parse(connectionString);
        builder.DataSource = resolve(builder.DataSource);
        builder.Pooling = false;
        // Whoever deletes the file must not find an empty one in its place.
        if (builder.Mode == SqliteOpenMode.ReadWriteCreate)
            builder.Mode = SqliteOpenMode.ReadWrite;
        builder.ForeignKeys = true;
        Path = builder.DataSource;
        _connectionString = builder.ToString();
        _clock = clock;
        _fill = fill;
        _readers = new SqliteReaders(OpenReader);
        Changes = new ChangeCounter(clock, rows: 1, () => ReadAsync(connection => connection.QueryAsync<ChangeCount>(ChangeCounter.Read)));
    }

    /// <summary>Absolute path of the file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override ChangeCounter Changes { get; }

    /// <inheritdoc/>
    public override Task EnsureReadyAsync(CancellationToken cancellationToken = default) =>
        Volatile.Read(ref _lane) is null ? OpenAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await EnsureReadyAsync(cancellationToken);
        return await QueryAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<T> WriteAsync<T>(
        Func<WriteSession, Task<T>> work, Commit commit = Commit.Durable, CancellationToken cancellationToken = default)
    {
        await EnsureReadyAsync(cancellationToken);
        try
        {
            return await _lane!.RunAsync(work, commit, cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw Translate(exception);
        }
    }

    // Its nodes are on one machine and share its clock.
    /// <inheritdoc/>
    public override Task<long> NowAsync(DbConnection connection) => Task.FromResult(_clock.GetUtcNow().ToUnixTimeMilliseconds());

    /// <inheritdoc/>
    public override Task LockAsync(DbConnection connection, string name) => Task.CompletedTask;

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (_lane is not null)
            await _lane.DisposeAsync();
        _readers.Dispose();
        _opening.Dispose();
    }

    private async Task<T> QueryAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        try
        {
            using var lease = _readers.Rent();
            if (!cancellationToken.CanBeCanceled)
                return await query(lease.Connection);
            // Asked while it works, so that it makes no difference whether the query has begun when its reader goes.
            SQLitePCL.raw.sqlite3_progress_handler(lease.Connection.Handle, StepsBetweenLooks, _ => cancellationToken.IsCancellationRequested ? 1 : 0, v: null);
            try
            {
                return await query(lease.Connection);
            }
            finally
            {
                SQLitePCL.raw.sqlite3_progress_handler(lease.Connection.Handle, 0, func: null, v: null);
            }
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (SqliteException exception)
        {
            throw Translate(exception);
        }
    }

    // Apart from what uses the library, which fails before its first line where the library does not fit.
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await OpenFileAsync(cancellationToken);
        }
        catch (Exception exception) when (IsOtherLibrary(exception))
        {
            throw new BlobException(BlobError.Configuration,
                "SQLite's library does not fit: this application has other versions of the packages SQLitePCLRaw than Archivolt was built with, or lacks them "
                + $"({exception.GetBaseException().Message}). Reference SQLitePCLRaw.core and SQLitePCLRaw.bundle_e_sqlite3 in the same, present version.",
                Path, innerException: exception);
        }
    }

    private static bool IsOtherLibrary(Exception exception) =>
        exception is MissingMemberException or TypeLoadException or DllNotFoundException or TypeInitializationException or FileLoadException or BadImageFormatException
        || exception is FileNotFoundException { FileName: { } file } && file.StartsWith("SQLitePCLRaw", StringComparison.Ordinal);

    private async Task OpenFileAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _opening.WaitAsync(cancellationToken);
        SqliteConnection? connection = null;
        try
        {
            if (_lane is not null)
                return;
            CreateFile();
            connection = Open("PRAGMA journal_mode = WAL");
            CheckLibrary(connection);
            await connection.ExecuteAsync("BEGIN IMMEDIATE");
            await Migrations.ApplyAsync(connection, Dialect, Path, _clock);
            await _fill(connection);
            await connection.ExecuteAsync("COMMIT");
            _files = new OpenedFiles(Path);
            Volatile.Write(ref _lane, new SqliteWriteLane(connection, Changes, _files.CheckPresent));
            connection = null;
        }
        catch (SqliteException exception)
        {
            throw SqliteFaults.Translate(exception, Path);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException && !IsOtherLibrary(exception))
        {
            throw new BlobException(
                BlobError.Configuration, $"The database file cannot be made: {exception.Message}", Path, innerException: exception);
        }
        finally
        {
            connection?.Dispose();
            _opening.Release();
        }
    }

    // What is called elsewhere beside the connection: a library that lacks it is found at the start, not in the middle of a write.
    private static void CheckLibrary(SqliteConnection connection)
    {
        _ = SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle);
        SQLitePCL.raw.sqlite3_progress_handler(connection.Handle, 0, func: null, v: null);
    }

    // Password hashes are nobody else's business; SQLite gives its other files the mode of this one.
    private void CreateFile()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        if (File.Exists(Path))
            return;
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(Path, options).Dispose();
    }

    private SqliteTextConnection OpenReader()
    {
        var connection = Open("PRAGMA query_only = ON");
        try
        {
            _files!.CheckPresent();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // A file that is gone has many symptoms.
    private BlobException Translate(SqliteException exception)
    {
        try
        {
            _files!.CheckPresent();
            return SqliteFaults.Translate(exception, Path);
        }
        catch (BlobException gone)
        {
            return gone;
        }
    }

    private SqliteTextConnection Open(string pragma)
    {
        var connection = new SqliteTextConnection(_connectionString);
        try
        {
            connection.Open();
            // SQLite's own waiting reacts within milliseconds; the library's retries sleep 150 ms.
            connection.Execute("PRAGMA busy_timeout = 30000");
            connection.Execute(pragma);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static SqliteConnectionStringBuilder Parse(string text)
    {
        try
        {
            var builder = text.Contains('=', StringComparison.Ordinal)
                ? new SqliteConnectionStringBuilder(text)
                : new SqliteConnectionStringBuilder { DataSource = text };
            if (builder.DataSource.Length > 0 && builder.Mode != SqliteOpenMode.Memory && !builder.DataSource.StartsWith(':'))
                return builder;
        }
        catch (ArgumentException exception)
        {
            // The message may repeat the text, which may hold a password.
            throw new BlobException(BlobError.Configuration,
                $"Archivolt:Database is neither a file path nor a SQLite connection string ({exception.GetType().Name}).");
        }
        throw new BlobException(BlobError.Configuration, "Archivolt:Database must name a file; a database in memory would be lost.");
    }
}
