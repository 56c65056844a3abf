using System.Net;
using Archivolt.Blobs;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>The place of a store is missing, empty, read-only or full.</summary>
public sealed class PlaceTests
{
    [Theory]
    [MemberData(nameof(StoreKind.Written), MemberType = typeof(StoreKind))]
    public async Task With_every_place_missing_the_server_refuses_to_start_and_makes_nothing(string kind)
    {
        await using var installed = await Installed.CreateAsync(kind);
        foreach (var place in installed.Kind.Places)
            Directory.Move(installed.Place(place), installed.Place(place + ".aside"));

        (await Should.ThrowAsync<BlobException>(() => installed.StartAsync())).Message.ShouldContain("mounted");

        foreach (var place in installed.Kind.Places)
        {
            Directory.Exists(installed.Place(place)).ShouldBeFalse();
            Directory.Move(installed.Place(place + ".aside"), installed.Place(place));
        }
        await installed.StartAsync();
        await installed.ShouldServeAsync();
    }

    [Theory]
    [MemberData(nameof(StoreKind.Written), MemberType = typeof(StoreKind))]
    public async Task With_every_place_empty_the_server_refuses_to_start_and_writes_nothing(string kind)
    {
        await using var installed = await Installed.CreateAsync(kind);
        foreach (var place in installed.Kind.Places)
        {
            Directory.Move(installed.Place(place), installed.Place(place + ".aside"));
            Directory.CreateDirectory(installed.Place(place));
        }

        (await Should.ThrowAsync<BlobException>(() => installed.StartAsync())).Message.ShouldContain("mounted");

        foreach (var place in installed.Kind.Places)
        {
            Directory.Delete(installed.Place(place));
            Directory.Move(installed.Place(place + ".aside"), installed.Place(place));
        }
        await installed.StartAsync();
        await installed.ShouldServeAsync();
    }

    [Fact]
    public async Task Without_the_folder_of_somebody_else_its_content_is_out_of_reach_and_health_says_so()
    {
        await using var installed = await Installed.CreateAsync("Folder");
        await installed.StartAsync();
        Directory.Move(installed.Place("pictures"), installed.Place("aside"));

        (await installed.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await installed.HealthAsync()).ShouldSatisfyAllConditions(health => health.Status.ShouldBe("not ready"), health => health.Checks.ShouldContain("mounted"));

        Directory.Move(installed.Place("aside"), installed.Place("pictures"));
        await installed.ShouldServeAsync();
        (await installed.HealthAsync()).Status.ShouldBe("ready");
    }

    [Theory]
    [MemberData(nameof(StoreKind.Written), MemberType = typeof(StoreKind))]
    public async Task A_place_that_another_volume_hides_while_the_server_runs_is_missed_and_comes_back(string kind)
    {
        await using var installed = await Installed.CreateAsync(kind);
        await installed.StartAsync();
        using (Mounted.Empty(installed.Place(installed.Kind.Places[0])))
        {
            (await installed.PutAsync(installed.Id, "other content")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await installed.HealthAsync()).ShouldSatisfyAllConditions(
                health => health.Status.ShouldBe("not ready"), health => health.Checks.ShouldContain("is not there any more"));
            if (kind == "Mirrored")
                await installed.ShouldServeAsync();
            else
                (await installed.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }
        await installed.ShouldServeAsync();
        (await installed.HealthAsync()).Status.ShouldBe("ready");
        (await installed.PutAsync(installed.Id, "other content")).ShouldBe(HttpStatusCode.OK);
        (await installed.VerifyAsync()).GetProperty("damaged").GetInt64().ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(StoreKind.Written), MemberType = typeof(StoreKind))]
    public async Task A_place_that_becomes_read_only_is_read_and_takes_nothing(string kind)
    {
        await using var installed = await Installed.CreateAsync(kind);
        await installed.StartAsync();
        using (Mounted.ReadOnly(installed.Place(installed.Kind.Places[0])))
        {
            (await installed.PutAsync(installed.Id, "other content")).StatusCode.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.ServiceUnavailable);
            await installed.ShouldServeAsync();
        }
        await installed.ShouldServeAsync();
        (await installed.PutAsync(installed.Id, "other content")).ShouldBe(HttpStatusCode.OK);
        await installed.ShouldServeAsync(content: "other content");
    }

    [Theory]
    [MemberData(nameof(StoreKind.Written), MemberType = typeof(StoreKind))]
    public async Task A_full_place_is_read_says_so_and_leaves_nothing_unfinished(string kind)
    {
        await using var installed = await Installed.CreateAsync(kind);
        var place = installed.Place(installed.Kind.Places[0]);
        using (Mounted.Small(place, 2_000_000))
        {
            await installed.StartAsync();
            (await installed.PutAsync(installed.Id, new string('x', 4_000_000))).StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage);
            await installed.ShouldServeAsync();
            Directory.GetFiles(Path.Combine(place, "tmp")).ShouldBeEmpty();
            (await installed.PutAsync(installed.Id, "other content")).ShouldBe(HttpStatusCode.OK);
            await installed.ShouldServeAsync(content: "other content");
            (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
            await installed.StopAsync();
        }
    }

    [Fact]
    public async Task A_full_volume_of_the_database_is_told_and_content_is_still_served()
    {
        Assert.SkipWhen(Postgres.ServerDatabase.IsPostgres, "PostgreSQL has its own volume.");
        await using var installed = await Installed.CreateAsync("File");
        Directory.CreateDirectory(installed.Place("volume"));
        File.Copy(installed.Place("archivolt.db"), installed.Place("volume", "archivolt.db"));
        using (Mounted.Small(installed.Place("volume"), 4_000_000))
        {
            await installed.StartAsync(more: ["--Archivolt:Database", installed.Place("volume", "archivolt.db")]);
            using (var ballast = File.Create(installed.Place("volume", "ballast")))
                Should.Throw<IOException>(() => FillUp(ballast));
            HttpResponseMessage answer;
            // What is left of a page, and of the log.
            do
                answer = await installed.PutAsync(installed.Id, Guid.NewGuid().ToString());
            while (answer.IsSuccessStatusCode);
            answer.StatusCode.ShouldBe(HttpStatusCode.InsufficientStorage);
            (await installed.GetAsync()).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await installed.HealthAsync()).Status.ShouldBe("degraded");

            File.Delete(installed.Place("volume", "ballast"));
            (await installed.PutAsync(installed.Id, Installed.Content)).ShouldBe(HttpStatusCode.OK);
            await installed.ShouldServeAsync();
            await installed.StopAsync();
        }
    }

    private static void FillUp(FileStream file)
    {
        for (var block = new byte[4096]; ; file.Flush())
            file.Write(block);
    }
}
