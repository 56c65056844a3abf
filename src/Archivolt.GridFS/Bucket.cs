using System.Net.Sockets;
using Archivolt.Blobs;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>The collections of a bucket, read and written with majority concern; translates what goes wrong.</summary>
internal sealed class Bucket : IDisposable
{
    /// <summary>Names that begin so are no keys: the platform's uploads have them, and here what is not, or no longer, a blob.</summary>
    public const string ReservedPrefix = "tmp-";

    /// <summary>What is being written, and what was given up and may still be read.</summary>
    public const string Loose = "tmp-archivolt";

    private const string Doomed = "tmp-archivolt-deleted";

    private const int DuplicateKey = 11000;

    private static readonly TimeSpan UsualConnectTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UsualAnswerTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SelectionTimeout = TimeSpan.FromSeconds(15);

    private readonly MongoClient _client;
    private volatile bool _disposed;

    public Bucket(GridFSStoreOptions options, string store)
    {
        Store = store;
        var url = ParseUrl(options.Connection);
        var settings = MongoClientSettings.FromUrl(url);
        settings.ApplicationName ??= "archivolt";
        // In milliseconds or, as the driver itself writes it, with a unit.
        if (!IsGiven(options.Connection, "connectTimeout"))
            settings.ConnectTimeout = UsualConnectTimeout;
        if (!IsGiven(options.Connection, "socketTimeout"))
            settings.SocketTimeout = UsualAnswerTimeout;
        if (!IsGiven(options.Connection, "serverSelectionTimeout"))
            settings.ServerSelectionTimeout = SelectionTimeout;
        if (TrustedAuthorities.Of(options, settings.UseTls, store) is { } authorities)
            settings.SslSettings = new SslSettings { CheckCertificateRevocation = false, ServerCertificateValidationCallback = authorities.Accepts };
        _client = new MongoClient(settings);
        var name = options.Database ?? url.DatabaseName ?? "nuxeo";
        var database = _client.GetDatabase(name, new MongoDatabaseSettings
        {
            ReadConcern = ReadConcern.Majority,
            WriteConcern = WriteConcern.WMajority.With(journal: true),
            ReadPreference = ReadPreference.Primary,
        });
        Files = database.GetCollection<BsonDocument>($"{options.Bucket}.files");
        Chunks = database.GetCollection<BsonDocument>($"{options.Bucket}.chunks");
        Own = database.GetCollection<BsonDocument>($"{options.Bucket}.archivolt");
        Location = new Uri($"mongodb://{url.Servers.Select(server => server.ToString()).Order(StringComparer.Ordinal).First()}/{Uri.EscapeDataString(name)}/{Uri.EscapeDataString(options.Bucket)}/");
    }

    public string Store { get; }

    public Uri Location { get; }

    public IMongoCollection<BsonDocument> Files { get; }

    public IMongoCollection<BsonDocument> Chunks { get; }

    /// <summary>Small documents of the store's own.</summary>
    public IMongoCollection<BsonDocument> Own { get; }

    /// <summary>Makes the indexes of GridFS, and one that gives each version of a key to one writer.</summary>
    public Task PrepareAsync(CancellationToken cancellationToken) => RunAsync(null, async () =>
    {
        var ascending = Builders<BsonDocument>.IndexKeys;
        await Files.Indexes.CreateManyAsync(
            [
                new CreateIndexModel<BsonDocument>(ascending.Ascending(StoredFile.KeyField).Ascending(StoredFile.UploadedField)),
                new CreateIndexModel<BsonDocument>(ascending.Ascending(StoredFile.KeyField).Ascending(StoredFile.VersionField), new CreateIndexOptions<BsonDocument>
                {
                    Unique = true, PartialFilterExpression = Builders<BsonDocument>.Filter.Exists(StoredFile.VersionField),
                }),
            ], cancellationToken);
        await Chunks.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(ascending.Ascending("files_id").Ascending("n"), new CreateIndexOptions { Unique = true }), cancellationToken: cancellationToken);
        return true;
    }, cancellationToken);

    /// <summary>All files of a name.</summary>
    public Task<List<StoredFile>> FindAsync(string key, CancellationToken cancellationToken) => RunAsync(key, async () =>
        (await Files.Find(Named(key)).Project(StoredFile.Fields).ToListAsync(cancellationToken)).ConvertAll(StoredFile.Of), cancellationToken);

    /// <summary>Changes a file if it still has its name; false when it has not.</summary>
    public Task<bool> ChangeAsync(BsonValue id, string name, UpdateDefinition<BsonDocument> change, string? key, CancellationToken cancellationToken) => RunAsync(key, async () =>
        (await Files.UpdateOneAsync(Builders<BsonDocument>.Filter.Eq("_id", id) & Named(name), change, cancellationToken: cancellationToken)).MatchedCount == 1, cancellationToken);

    /// <summary>Deletes a file and its chunks, if it still has its name; false when it has not.</summary>
    public async Task<bool> DestroyAsync(BsonValue id, string name, CancellationToken cancellationToken)
    {
        // First it gets a name under which nobody writes on; whoever dies in between leaves a file that the next clean-up finds.
        if (name != Doomed && !await ChangeAsync(id, name, Renamed(Doomed).Unset(StoredFile.VersionField), null, cancellationToken))
            return false;
        return await RunAsync(null, async () =>
        {
            await Chunks.DeleteManyAsync(Builders<BsonDocument>.Filter.Eq("files_id", id), cancellationToken);
            return (await Files.DeleteOneAsync(Builders<BsonDocument>.Filter.Eq("_id", id), cancellationToken)).DeletedCount == 1;
        }, cancellationToken);
    }

    /// <summary>Some of the files that nobody needs: given up, or begun by a writer that was last heard of before a time, or deleted in part.</summary>
    public Task<List<(BsonValue Id, string Name)>> FindAbandonedAsync(DateTime before, CancellationToken cancellationToken) => RunAsync(null, async () =>
    {
        var filter = Builders<BsonDocument>.Filter;
        // The platform's uploads have a number of Java's clock behind the prefix, which may be negative, and their date when they end.
        var abandoned = filter.Eq(StoredFile.KeyField, Doomed)
            | (filter.Lt(StoredFile.UploadedField, before) & (Named(Loose) | filter.Regex(StoredFile.KeyField, new BsonRegularExpression("^tmp--?[0-9]+$"))));
        var found = await Files.Find(abandoned).Project(StoredFile.Fields).Limit(100).ToListAsync(cancellationToken);
        return found.ConvertAll(document => (document["_id"], document[StoredFile.KeyField].AsString));
    }, cancellationToken);

    /// <summary>The time by the server's clock.</summary>
    public Task<DateTime> ReadTimeAsync(CancellationToken cancellationToken) => RunAsync(null, async () =>
        (await Files.Database.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: cancellationToken))["localTime"].ToUniversalTime(), cancellationToken);

    public static FilterDefinition<BsonDocument> Named(string key) => Builders<BsonDocument>.Filter.Eq(StoredFile.KeyField, key);

    public static UpdateDefinition<BsonDocument> Renamed(string name) => Builders<BsonDocument>.Update.Set(StoredFile.KeyField, name);

    /// <summary>Takes a file's key away; its content stays readable for a while.</summary>
    public static UpdateDefinition<BsonDocument> Loosened(DateTime now) => Renamed(Loose).Set(StoredFile.UploadedField, now).Unset(StoredFile.VersionField);

    public void Check(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public async Task<T> RunAsync<T>(string? key, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        Check(cancellationToken);
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is MongoException or TimeoutException or FormatException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw exception switch
            {
                MongoWriteException { WriteError.Category: ServerErrorCategory.DuplicateKey } or MongoCommandException { Code: DuplicateKey } => new DuplicateException(exception),
                _ when IsUnanswered(exception) => new BlobException(BlobError.Timeout, "MongoDB did not answer in time (socketTimeoutMS of the connection string).", Store, key, exception),
                // Its own message tells of every server at length.
                TimeoutException => new BlobException(BlobError.Unavailable, "No server of the deployment could be reached in time; check address, TLS and whether a primary is there.", Store, key, exception),
                FormatException => new BlobException(BlobError.Damaged, exception.Message, Store, key, exception),
                _ => new BlobException(ErrorOf((MongoException)exception), $"MongoDB refused or failed: {exception.Message}", Store, key, exception),
            };
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _client.Dispose();
    }

    // The driver gave up a connection on which nothing came.
    private static bool IsUnanswered(Exception exception)
    {
        for (var cause = exception is MongoConnectionException ? exception.InnerException : null; cause is not null; cause = cause.InnerException)
        {
            if (cause is TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.OperationAborted })
                return true;
        }
        return false;
    }

    private static BlobError ErrorOf(MongoException exception) => exception switch
    {
        MongoAuthenticationException => BlobError.PermissionDenied,
        MongoExecutionTimeoutException => BlobError.Timeout,
        MongoConnectionException or MongoConnectionPoolPausedException or MongoWaitQueueFullException or MongoNotPrimaryException or MongoNodeIsRecoveringException or MongoWriteConcernException or MongoCursorNotFoundException => BlobError.Unavailable,
        MongoWriteException write => OfCode(write.WriteError?.Code ?? 0),
        MongoBulkWriteException bulk => OfCode(bulk.WriteErrors is [var first, ..] ? first.Code : 0),
        MongoCommandException command => OfCode(command.Code),
        _ => BlobError.IO,
    };

    // https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
    private static BlobError OfCode(int code) => code switch
    {
        0 => BlobError.Unavailable,
        13 or 18 => BlobError.PermissionDenied,
        14031 => BlobError.NoSpace,
        6 or 7 or 89 or 91 or 189 or 10107 or 11600 or 11602 or 13435 or 13436 => BlobError.Unavailable,
        50 or 262 => BlobError.Timeout,
        _ => BlobError.IO,
    };

    private static MongoUrl ParseUrl(string connection)
    {
        try
        {
            return new MongoUrl(connection);
        }
        catch (Exception exception) when (exception is MongoConfigurationException or ArgumentException or FormatException)
        {
            // The driver's message may repeat the connection string.
            throw new BlobException(BlobError.Configuration, "The connection string is none of MongoDB; write mongodb://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded.");
        }
    }

    private static bool IsGiven(string connection, string option) => connection.Contains(option, StringComparison.OrdinalIgnoreCase);
}
