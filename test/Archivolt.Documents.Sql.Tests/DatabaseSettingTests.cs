using Archivolt.Blobs;

namespace Archivolt.Documents.Sql.Tests;

public sealed class DatabaseSettingTests
{
    [Theory]
    [InlineData("archivolt.db", "SqliteDatabase")]
    [InlineData("/var/lib/a b/x.db", "SqliteDatabase")]
    [InlineData("Data Source=x.db", "SqliteDatabase")]
    [InlineData("Host=db.example;Database=archivolt", "PostgresDatabase")]
    [InlineData("server = db.example ; password='se;cret'", "PostgresDatabase")]
    public async Task A_setting_names_its_kind_of_database(string setting, string kind)
    {
        await using var database = Create(setting);
        database.GetType().Name.ShouldBe(kind);
    }

    [Theory]
    [InlineData("postgres://archivolt:secret@db.example/archivolt", "Host=")]
    [InlineData("postgresql://db.example/archivolt", "Host=")]
    [InlineData("Surprise=x;Password=secret", "Host=")]
    [InlineData("Host=db.example;Password=1;secret=x", "Npgsql")]
    [InlineData("Host=db.example;Password=1;secret", "quotes")]
    [InlineData("Host=db.example;Port=secret", "Npgsql")]
    public void A_setting_that_cannot_be_understood_is_refused_without_being_repeated(string setting, string says)
    {
        var refusal = Should.Throw<BlobException>(() => Create(setting));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain(says);
        refusal.ToString().ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("archivolt.db", "SQLite")]
    [InlineData("Host=db.example;Password=secret", "not in both")]
    public void A_password_file_is_for_postgresql_without_a_password(string setting, string says)
    {
        var refusal = Should.Throw<BlobException>(() => Create(setting, "password"));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain(says);
    }

    private static Databases.Database Create(string setting, string? passwordFile = null) => Databases.DatabaseSetting.Create(
        new SqlDocumentsOptions { Database = setting, DatabasePasswordFile = passwordFile }, path => "/data/" + path, _ => Task.CompletedTask, TimeProvider.System);
}
