namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>A store on a file system that another process answers for, as those of the network are.</summary>
public sealed class NetworkFileSystemTests
{
    public static MatrixTheoryData<string, string> Kinds => new(StoreKind.Names.Select(kind => kind.Data), ["bindfs", "sshfs"]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_store_works_through_FUSE_and_its_loss_is_noticed(string kind, string system)
    {
        await using var installed = await Installed.CreateAsync(kind);
        var place = installed.Place(installed.Kind.Places[0]);
        using (system == "bindfs" ? Mounted.Bindfs(place) : Mounted.Sshfs(place))
        {
            await installed.StartAsync();
            await installed.ShouldServeAsync();
            await installed.StoreAsync("stored through FUSE");
            (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
            (await installed.VerifyAsync()).GetProperty("damaged").GetInt64().ShouldBe(0);
            (await installed.HealthAsync()).Status.ShouldBe("ready");
        }
        if (kind != "Folder")
        {
            (await installed.HealthAsync()).Status.ShouldBe("not ready");
            (await installed.PutAsync(installed.Id, "other content")).StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
        }
        await installed.StopAsync();
    }
}
