using System.Net;
using Archivolt.Blobs;
using Archivolt.Postgres;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>What happens to places on other servers.</summary>
public sealed class RemoteTests
{
    private static readonly string[] Strays = [".DS_Store", "README", "2026/notes~", "d41d8cd98f00b204e9800998ecf8427e.tmp", "data/cb/f4/cbf4c3a2.part"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RemotePlace.Types), MemberType = typeof(RemotePlace))]
    public async Task A_second_installation_is_refused(string type)
    {
        await using var place = await RemotePlace.CreateAsync(type);
        await using var first = await Installed.CreateAsync(place.Kind);

        (await Should.ThrowAsync<BlobException>(() => Installed.CreateAsync(place.Kind))).Message.ShouldContain("belongs to another installation");

        await first.StartAsync();
        await first.ShouldServeAsync();
        (await first.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(RemotePlace.Types), MemberType = typeof(RemotePlace))]
    public async Task A_restored_older_database_is_refused(string type)
    {
        Assert.SkipWhen(ServerDatabase.IsPostgres, "A SQLite file is restored here.");
        await using var place = await RemotePlace.CreateAsync(type);
        await using var installed = await Installed.CreateAsync(place.Kind);
        File.Copy(installed.Place("archivolt.db"), installed.Place("backup.db"));
        await installed.StartAsync();
        await installed.StopAsync();
        File.Move(installed.Place("backup.db"), installed.Place("archivolt.db"), overwrite: true);

        (await Should.ThrowAsync<BlobException>(() => installed.StartAsync())).Message.ShouldContain("restored or copied");
    }

    [Theory]
    [MemberData(nameof(RemotePlace.Types), MemberType = typeof(RemotePlace))]
    public async Task What_an_older_backup_of_the_place_lacks_is_named_and_comes_back_by_an_upload(string type)
    {
        await using var place = await RemotePlace.CreateAsync(type);
        await using var installed = await Installed.CreateAsync(place.Kind);
        await installed.StartAsync();
        var before = await StatsAsync(installed);
        var later = await installed.StoreAsync("stored after the backup");
        foreach (var stored in (await StatsAsync(installed)).ExceptBy(before.Select(stat => stat.Key), stat => stat.Key))
            await StoreOf(installed).Ability<IQuarantine>()!.QuarantineAsync(stored, Cancelled);

        (await installed.GetAsync(later)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(1);
        await installed.CollectAsync();
        await installed.ShouldServeAsync();
        (await installed.PutAsync(later, "stored again")).ShouldBe(HttpStatusCode.OK);
        (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(RemotePlace.Types), MemberType = typeof(RemotePlace))]
    public async Task An_empty_place_instead_is_refused_and_gets_no_content(string type)
    {
        await using var place = await RemotePlace.CreateAsync(type);
        await using var other = await RemotePlace.CreateAsync(type);
        await using var installed = await Installed.CreateAsync(place.Kind);

        installed.Kind = other.Kind;
        (await Should.ThrowAsync<BlobException>(() => installed.StartAsync())).Message.ShouldContain("empty, but documents refer to content in it");

        installed.Kind = place.Kind;
        await installed.StartAsync();
        await installed.ShouldServeAsync();
        await installed.StopAsync();
        await using var elsewhere = await Installed.CreateAsync(other.Kind);
        await elsewhere.StartAsync();
        (await StatsAsync(elsewhere)).Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(RemotePlace.Types), MemberType = typeof(RemotePlace))]
    public async Task Strays_hide_nothing_and_are_touched_by_nobody(string type)
    {
        // rclone's stores have no folders but their own.
        var strays = type == "Rclone" ? Array.FindAll(Strays, stray => !stray.Contains('/')) : Strays;
        await using var place = await RemotePlace.CreateAsync(type);
        await using var installed = await Installed.CreateAsync(place.Kind);
        await installed.StartAsync();
        foreach (var stray in strays)
        {
            await using var draft = await StoreOf(installed).BeginWriteAsync(new WriteOptions { Key = stray }, Cancelled);
            await draft.Body.WriteAsync("stray"u8.ToArray(), Cancelled);
            await draft.CommitAsync(stray, Cancelled);
        }
        await installed.StopAsync();

        await installed.StartAsync();
        await installed.ShouldServeAsync();
        var other = await installed.StoreAsync("other content");
        (await installed.VerifyAsync()).GetProperty("damaged").GetInt64().ShouldBe(0);
        await installed.CollectAsync();
        var check = await installed.CheckAsync();
        check.GetProperty("stray").GetInt64().ShouldBe(strays.Length, check.ToString());
        check.GetProperty("missing").GetInt64().ShouldBe(0);
        await installed.ShouldServeAsync();
        await installed.ShouldServeAsync(other, "other content");
        foreach (var stray in strays)
            (await StoreOf(installed).StatAsync(stray, Cancelled)).ShouldNotBeNull(stray);
    }

    [Theory]
    [MemberData(nameof(RemotePlace.Types), MemberType = typeof(RemotePlace))]
    public async Task With_a_clock_that_is_two_years_off_nothing_that_is_referred_to_is_collected(string type)
    {
        Assert.SkipWhen(ServerDatabase.IsPostgres, "PostgreSQL goes by its own clock.");
        await using var place = await RemotePlace.CreateAsync(type);
        await using var installed = await Installed.CreateAsync(place.Kind);
        foreach (var years in (int[])[2, -2, 0])
        {
            await installed.StartAsync(new TestClock(DateTimeOffset.UtcNow.AddYears(years)));
            await installed.ShouldServeAsync();
            var other = await installed.StoreAsync($"stored {years} years off");
            await installed.CollectAsync();
            await installed.ShouldServeAsync();
            await installed.ShouldServeAsync(other, $"stored {years} years off");
            (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
            await installed.StopAsync();
        }
    }

    [Theory]
    [MemberData(nameof(RemotePlace.Types), MemberType = typeof(RemotePlace))]
    public async Task Without_its_server_content_is_unavailable_and_health_says_so_until_it_is_back(string type)
    {
        await using var place = await RemotePlace.CreateAsync(type);
        await using var installed = await Installed.CreateAsync(place.Kind);
        await installed.StartAsync();
        place.Wire.Cut();

        (await installed.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await installed.PutAsync(installed.Id, "other content")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await installed.HealthAsync()).Status.ShouldBe("not ready");

        place.Wire.Mend();
        await installed.ShouldServeAsync();
        (await installed.HealthAsync()).Status.ShouldBe("ready");
        (await installed.PutAsync(installed.Id, "other content")).ShouldBe(HttpStatusCode.OK);
        await installed.ShouldServeAsync(content: "other content");
        (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(RemotePlace.Types), MemberType = typeof(RemotePlace))]
    public async Task Without_its_server_at_the_start_the_reason_is_told_and_nothing_is_lost(string type)
    {
        await using var place = await RemotePlace.CreateAsync(type);
        await using var installed = await Installed.CreateAsync(place.Kind);
        place.Wire.Cut();

        (await Should.ThrowAsync<BlobException>(() => installed.StartAsync())).Error.ShouldBe(BlobError.Unavailable);

        place.Wire.Mend();
        await installed.StartAsync();
        await installed.ShouldServeAsync();
    }

    private static IBlobStore StoreOf(Installed installed) => installed.Server.Get<BlobManager>()["default"].Store;

    private static async Task<List<BlobStat>> StatsAsync(Installed installed) => await StoreOf(installed).ListAsync(cancellationToken: Cancelled).ToListAsync(Cancelled);
}
