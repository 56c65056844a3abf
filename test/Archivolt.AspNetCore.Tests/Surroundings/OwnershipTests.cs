using System.Net;
using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>A second installation, a restored older database, a restored older store.</summary>
public sealed class OwnershipTests
{
    [Theory]
    [MemberData(nameof(StoreKind.Written), MemberType = typeof(StoreKind))]
    public async Task A_second_installation_is_refused(string kind)
    {
        await using var first = await Installed.CreateAsync(kind);
        await using var second = await Installed.CreateAsync(kind);
        foreach (var place in first.Kind.Places)
        {
            Directory.Delete(second.Place(place), recursive: true);
            Directory.CreateSymbolicLink(second.Place(place), first.Place(place));
        }

        (await Should.ThrowAsync<BlobException>(() => second.StartAsync())).Message.ShouldContain("belongs to another installation");

        await first.StartAsync();
        await first.ShouldServeAsync();
        (await first.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
        foreach (var place in first.Kind.Places)
            Directory.Delete(second.Place(place));
    }

    [Theory]
    [MemberData(nameof(StoreKind.Written), MemberType = typeof(StoreKind))]
    public async Task A_restored_older_database_is_refused_and_nothing_is_collected(string kind)
    {
        Assert.SkipWhen(Postgres.ServerDatabase.IsPostgres, "A SQLite file is restored here.");
        await using var installed = await Installed.CreateAsync(kind);
        Copy(installed, "archivolt.db", "backup.db");
        await installed.StartAsync();
        var later = await installed.StoreAsync("stored after the backup");
        await installed.StopAsync();
        Copy(installed, "archivolt.db", "newest.db");
        Copy(installed, "backup.db", "archivolt.db");

        (await Should.ThrowAsync<BlobException>(() => installed.StartAsync())).Message.ShouldContain("restored or copied");

        Copy(installed, "newest.db", "archivolt.db");
        await installed.StartAsync();
        await installed.ShouldServeAsync();
        await installed.ShouldServeAsync(later, "stored after the backup");
    }

    [Theory]
    [MemberData(nameof(StoreKind.Written), MemberType = typeof(StoreKind))]
    public async Task A_restored_older_store_serves_what_it_has_and_the_check_names_the_rest(string kind)
    {
        await using var installed = await Installed.CreateAsync(kind);
        foreach (var place in installed.Kind.Places)
            CopyTree(installed.Place(place), installed.Place(place + ".backup"));
        await installed.StartAsync();
        var later = await installed.StoreAsync("stored after the backup");
        await installed.StopAsync();
        foreach (var place in installed.Kind.Places)
        {
            Directory.Delete(installed.Place(place), recursive: true);
            Directory.Move(installed.Place(place + ".backup"), installed.Place(place));
        }

        await installed.StartAsync();
        await installed.ShouldServeAsync();
        (await installed.GetAsync(later)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(1);
        await installed.CollectAsync();
        await installed.ShouldServeAsync();
        (await installed.PutAsync(later, "stored again")).ShouldBe(HttpStatusCode.OK);
        await installed.ShouldServeAsync(later, "stored again");
        (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
    }

    private static void Copy(Installed installed, string from, string to)
    {
        foreach (var suffix in new[] { "-wal", "-shm" })
            File.Delete(installed.Place(to + suffix));
        File.Copy(installed.Place(from), installed.Place(to), overwrite: true);
    }

    private static void CopyTree(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var directory in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(directory.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
    }
}
