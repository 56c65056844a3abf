using System.Data.Common;
using Archivolt.Buckets;
using Archivolt.Postgres;
using Azure.Storage;
using Azure.Storage.Blobs;
using MongoDB.Driver;
using MySqlConnector;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>A new place for content on one of the run's servers, behind a wire that can be cut; emptied afterwards.</summary>
internal abstract class RemotePlace(string host, int port) : IAsyncDisposable
{
    public static TheoryData<string> Types => ["S3", "Azure", "GridFS", "Rclone", "PostgreSql", "MySql"];

    public Wire Wire { get; } = new(host, port);

    /// <summary>What a provider is configured with.</summary>
    public StoreKind Kind => new(GetType().Name, [.. Settings.Select(setting => $"default:{setting}")], []);

    /// <summary>Its name on the server.</summary>
    protected string Name { get; } = $"t{Guid.NewGuid():n}";

    protected abstract IEnumerable<string> Settings { get; }

    public static async Task<RemotePlace> CreateAsync(string type)
    {
        RemotePlace place = type switch
        {
            "S3" => new S3Bucket(TemporaryBucket.Server),
            "Azure" => new AzureContainer(new Uri(Variable("ARCHIVOLT_TEST_AZURE")), Variable("ARCHIVOLT_TEST_AZURE_KEY")),
            "GridFS" => new MongoBucket(new Uri(Variable("ARCHIVOLT_TEST_MONGO"))),
            "Rclone" => new SftpFolder(new Uri(Variable("ARCHIVOLT_TEST_SFTP")), Variable("ARCHIVOLT_TEST_SFTP_KEY")),
            "PostgreSql" => new PostgresTable(new DbConnectionStringBuilder { ConnectionString = Variable(PostgresServer.Variable) }),
            _ => new MySqlTable(new DbConnectionStringBuilder { ConnectionString = Variable("ARCHIVOLT_TEST_MARIADB") }),
        };
        await place.PrepareAsync();
        return place;
    }

    public async ValueTask DisposeAsync()
    {
        await Wire.DisposeAsync();
        await EmptyAsync();
    }

    protected virtual Task PrepareAsync() => Task.CompletedTask;

    protected abstract Task EmptyAsync();

    private static string Variable(string name)
    {
        var value = Environment.GetEnvironmentVariable(name);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"{name} is not set: it names a server of the run.");
        return value!;
    }

    private sealed class S3Bucket(Uri server) : RemotePlace(server.Host, server.Port)
    {
        private TemporaryBucket? _bucket;

        protected override IEnumerable<string> Settings => [.. _bucket!.SettingsAt($"http://127.0.0.1:{Wire.Port}").Select(setting => $"{setting.Name}={setting.Value}"), "Retries=1"];

        protected override async Task PrepareAsync() => _bucket = await TemporaryBucket.CreateAsync();

        protected override async Task EmptyAsync() => await _bucket!.DisposeAsync();
    }

    private sealed class AzureContainer(Uri server, string key) : RemotePlace(server.Host, server.Port)
    {
        private readonly string _account = server.AbsolutePath.Trim('/');

        protected override IEnumerable<string> Settings =>
        [
            "Type=Azure", $"Container={Name}", $"Endpoint=http://127.0.0.1:{Wire.Port}/{_account}", $"Account={_account}", $"AccountKey={key}", "CreateContainer=true", "Retries=1",
        ];

        protected override Task EmptyAsync() => new BlobServiceClient(server, new StorageSharedKeyCredential(_account, key)).GetBlobContainerClient(Name).DeleteIfExistsAsync();
    }

    private sealed class MongoBucket(Uri server) : RemotePlace(server.Host, server.Port)
    {
        protected override IEnumerable<string> Settings =>
        [
            "Type=GridFS", $"Connection={new UriBuilder(server) { Host = "127.0.0.1", Port = Wire.Port }.Uri.AbsoluteUri}&serverSelectionTimeoutMS=2000", "Database=archivolt", $"Bucket={Name}.fs",
        ];

        protected override async Task EmptyAsync()
        {
            using var client = new MongoClient(server.AbsoluteUri);
            foreach (var collection in (string[])["files", "chunks", "archivolt"])
                await client.GetDatabase("archivolt").DropCollectionAsync($"{Name}.fs.{collection}");
        }
    }

    // The server is on this machine.
    private sealed class SftpFolder(Uri server, string key) : RemotePlace(server.Host, server.Port)
    {
        private string Folder => Path.Combine(server.AbsolutePath, Name);

        protected override IEnumerable<string> Settings =>
        [
            "Type=Rclone", "Backend=sftp", "Settings:host=127.0.0.1", $"Settings:port={Wire.Port}", $"Settings:user={server.UserInfo}", $"Settings:key_file={key}", "Settings:shell_type=none", $"Path={Folder}",
        ];

        protected override Task PrepareAsync()
        {
            Assert.SkipUnless(File.Exists("/usr/bin/rclone"), "rclone is not installed: apt-get install rclone");
            Directory.CreateDirectory(Folder);
            return Task.CompletedTask;
        }

        protected override Task EmptyAsync()
        {
            Directory.Delete(Folder, recursive: true);
            return Task.CompletedTask;
        }
    }

    private sealed class PostgresTable(DbConnectionStringBuilder server) : RemotePlace((string)server["Host"], Convert.ToInt32(server["Port"], null))
    {
        protected override IEnumerable<string> Settings => ["Type=Sql", "System=PostgreSql", $"Connection={Over(server, Wire)}", $"Table={Name}"];

        protected override Task EmptyAsync()
        {
            PostgresServer.Execute(DropOf(Name));
            return Task.CompletedTask;
        }
    }

    private sealed class MySqlTable(DbConnectionStringBuilder server) : RemotePlace((string)server["Server"], Convert.ToInt32(server["Port"], null))
    {
        protected override IEnumerable<string> Settings => ["Type=Sql", "System=MySql", $"Connection={Over(server, Wire)}", $"Table={Name}"];

        protected override async Task EmptyAsync()
        {
            await using var source = new MySqlDataSource(server.ConnectionString);
            await using var command = source.CreateCommand(DropOf(Name));
            await command.ExecuteNonQueryAsync();
        }
    }

    private static string Over(DbConnectionStringBuilder server, Wire wire) => new DbConnectionStringBuilder { ConnectionString = server.ConnectionString, ["Port"] = wire.Port }.ConnectionString;

    private static string DropOf(string table) => $"DROP TABLE IF EXISTS {string.Join(", ", ((string[])["", "_content", "_loose", "_aside", "_owner"]).Select(suffix => table + suffix))}";
}
