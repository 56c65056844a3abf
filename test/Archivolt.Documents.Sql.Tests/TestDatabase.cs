using Archivolt.Configuration;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests;

/// <summary>A database of its own for one test; several nodes may be opened on it. Contracts know it by this only.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    private readonly List<Node> _nodes = [];

    internal ManualClock Clock { get; } = new();

    /// <summary>The data home that the nodes share, with the store of the provider <c>default</c>.</summary>
    public string Home { get; } = Directory.CreateTempSubdirectory("archivolt-sql-").FullName;

    /// <summary>Adds providers and rules to the nodes that are opened from now on.</summary>
    public Action<ArchivoltBuilder>? Setup { get; set; }

    /// <summary>Opens one more process' worth of services on the database.</summary>
    public Node Open(Action<SqlDocumentsOptions>? configure = null, params string[] repositories) => Open(configure, _ => { }, repositories);

    /// <summary>Opens a node with services of its own.</summary>
    public Node Open(Action<SqlDocumentsOptions>? configure, Action<IServiceCollection> more, params string[] repositories)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddArchivolt(archivolt =>
        {
            Configure(archivolt.UseDataPath(Home), options =>
            {
                options.PasswordRounds = 1000;
                options.AllowMissingContent = true;
                configure?.Invoke(options);
            });
            Setup?.Invoke(archivolt);
        });
        services.Configure<DocumentOptions>(options =>
        {
            foreach (var repository in repositories)
                options.Repositories.Add(repository);
        });
        more(services);
        var node = new Node(services.BuildServiceProvider());
        _nodes.Add(node);
        return node;
    }

    /// <summary>Runs SQL behind the application's back.</summary>
    public abstract Task<object?> SqlAsync(string sql);

    /// <summary>From now on the database refuses rows of a table that have a value in a column.</summary>
    public abstract Task FailInsertsAsync(string table, string column, string value);

    /// <summary>Moves the clocks, the nodes' and the database's.</summary>
    public virtual Task AdvanceAsync(TimeSpan time)
    {
        Clock.Advance(time);
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        await DeleteAsync();
        Directory.Delete(Home, recursive: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Configure(ArchivoltBuilder archivolt, Action<SqlDocumentsOptions> configure);

    protected virtual Task DeleteAsync() => Task.CompletedTask;
}

/// <summary>The services on one database, as one process has them.</summary>
public sealed class Node(ServiceProvider services) : IAsyncDisposable
{
    public IDocumentStore Documents => services.GetRequiredService<IDocumentStore>();

    public IBlobReferences References => services.GetRequiredService<IBlobReferences>();

    public IDocumentAccess Access => services.GetRequiredService<IDocumentAccess>();

    public IUserStore Users => services.GetRequiredService<IUserStore>();

    public IAuditLog Audit => services.GetRequiredService<IAuditLog>();

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async Task<Document> RootAsync(string repository = "default") =>
        await Documents.FindByPathAsync(repository, "/") ?? throw new InvalidOperationException("There is no root.");

    public async Task<Document> CreateAsync(Document parent, string name, string type = "File", PropertyMap? properties = null) =>
        await Documents.CreateAsync(new Document
        {
            Repository = parent.Repository,
            Id = "",
            ParentId = parent.Id,
            Name = name,
            Path = "",
            Type = type,
            Properties = properties ?? new PropertyMap(),
        });

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

/// <summary>A SQLite file in a directory of its own.</summary>
public sealed class SqliteTestDatabase : TestDatabase
{
    public string FilePath => Path.Combine(Home, "archivolt.db");

    public override async Task<object?> SqlAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync();
    }

    public override Task FailInsertsAsync(string table, string column, string value) => SqlAsync(
        $"CREATE TRIGGER fault BEFORE INSERT ON {table} WHEN NEW.{column} = '{value}' BEGIN SELECT RAISE(ABORT, 'injected fault'); END");

    protected override void Configure(ArchivoltBuilder archivolt, Action<SqlDocumentsOptions> configure) =>
        archivolt.AddSqlDocuments(configure);
}
