using System.Net;

namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>Somebody leaves files in a store, at every level.</summary>
public sealed class StrayFileTests
{
    private static readonly string[] Strays =
    [
        ".DS_Store", "Thumbs.db", "desktop.ini", "README", ".nfs000000000012", "notes~", "core.1234", ".stfolder", "cbf4c3a2.part", "d41d8cd98f00b204e9800998ecf8427e",
    ];

    [Theory]
    [MemberData(nameof(StoreKind.Names), MemberType = typeof(StoreKind))]
    public async Task They_hide_nothing_are_touched_by_nobody_and_are_named(string kind)
    {
        await using var installed = await Installed.CreateAsync(kind);
        var strays = Strew(installed);

        await installed.StartAsync();
        await installed.ShouldServeAsync();
        var other = await installed.StoreAsync(kind == "Folder" ? Installed.Content : "other content");
        if (kind != "Folder")
        {
            // Documents may have any id, so that README could be one.
            (await installed.CheckAsync()).GetProperty("stray").GetInt64().ShouldBeGreaterThanOrEqualTo(kind == "Retained" ? 1 : Strays.Length);
            (await installed.VerifyAsync()).GetProperty("damaged").GetInt64().ShouldBe(0);
            await installed.CollectAsync();
        }
        (await installed.CheckAsync()).GetProperty("missing").GetInt64().ShouldBe(0);
        await installed.StopAsync();

        await installed.StartAsync();
        await installed.ShouldServeAsync();
        (await installed.GetAsync(other)).StatusCode.ShouldBe(HttpStatusCode.OK);
        strays.ShouldAllBe(stray => File.Exists(stray));
    }

    private static List<string> Strew(Installed installed)
    {
        var strays = new List<string>();
        foreach (var place in installed.Kind.Places.Select(place => installed.Place(place)))
        {
            string[] levels = [place, .. Directory.GetDirectories(place, "*", SearchOption.AllDirectories).Where(directory => !directory.EndsWith("/tmp", StringComparison.Ordinal))];
            foreach (var stray in levels.SelectMany(level => Strays.Select(name => Path.Combine(level, name))).Where(stray => !File.Exists(stray)))
            {
                File.WriteAllText(stray, "stray");
                strays.Add(stray);
            }
        }
        return strays;
    }
}
