using Archivolt.Blobs;
using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteFileTests : IAsyncLifetime
{
    private readonly SqliteTestDatabase _database = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Opening_twice_applies_each_script_once_and_keeps_the_root()
    {
        string root;
        await using (var first = _database.Open())
            root = (await first.RootAsync()).Id;
        await using var second = _database.Open();
        (await second.RootAsync()).Id.ShouldBe(root);
        (await _database.SqlAsync("SELECT MIN(number || ' ' || script) FROM schema_versions")).ShouldBe("1 sqlite/0001_documents.sql");
    }

    [Fact]
    public async Task Many_nodes_may_open_a_new_file_at_the_same_time()
    {
        var nodes = Enumerable.Range(0, 8).Select(_ => _database.Open()).ToList();
        var roots = await Task.WhenAll(nodes.Select(node => Task.Run(() => node.RootAsync())));
        roots.Select(root => root.Id).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused_untouched()
    {
        await using (var node = _database.Open())
            await node.RootAsync();
        await _database.SqlAsync("INSERT INTO schema_versions VALUES (999, 'sqlite/0999_future.sql', 0)");
        var refusal = await Should.ThrowAsync<BlobException>(() => _database.Open().RootAsync());
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain("newer version");
        (await _database.SqlAsync("SELECT MAX(number) FROM schema_versions")).ShouldBe(999L);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_by_name_and_left_as_it_is()
    {
        var text = new string('x', 5000);
        await File.WriteAllTextAsync(_database.FilePath, text);
        var refusal = await Should.ThrowAsync<BlobException>(() => _database.Open().RootAsync());
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain(_database.FilePath);
        (await File.ReadAllTextAsync(_database.FilePath)).ShouldBe(text);
    }

    [Fact]
    public async Task Only_the_servers_user_may_read_the_files()
    {
        if (OperatingSystem.IsWindows())
            return;
        var node = _database.Open();
        await node.RootAsync();
        foreach (var file in Directory.GetFiles(_database.Home))
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    [Fact]
    public async Task A_path_that_is_a_directory_is_refused_by_name()
    {
        Directory.CreateDirectory(_database.FilePath);
        var refusal = await Should.ThrowAsync<BlobException>(() => _database.Open().RootAsync());
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain(_database.FilePath);
    }

    [Fact]
    public async Task A_node_that_could_not_open_succeeds_once_the_cause_is_gone()
    {
        Directory.CreateDirectory(_database.FilePath);
        var node = _database.Open();
        await Should.ThrowAsync<BlobException>(() => node.RootAsync());
        Directory.Delete(_database.FilePath);
        (await node.RootAsync()).Path.ShouldBe("/");
    }

    [Theory]
    [InlineData(":memory:")]
    [InlineData("")]
    [InlineData("Data Source=x;Mode=Memory")]
    [InlineData("Surprise=x;Password=secret")]
    public void A_setting_that_names_no_file_is_refused_without_being_repeated(string setting)
    {
        var refusal = Should.Throw<BlobException>(() => _ = _database.Open(options => options.Database = setting).Documents);
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.ToString().ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("sub/other.db")]
    [InlineData("Data Source=sub/other.db")]
    public async Task A_relative_path_lies_under_the_data_home(string setting)
    {
        await using var node = _database.Open(options => options.Database = setting);
        await node.RootAsync();
        File.Exists(Path.Combine(_database.Home, "sub", "other.db")).ShouldBeTrue();
    }
}
