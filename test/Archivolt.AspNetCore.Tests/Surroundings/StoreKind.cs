namespace Archivolt.AspNetCore.Tests.Surroundings;

/// <summary>A type of provider as an operator configures it.</summary>
/// <param name="Name">What the tests call it.</param>
/// <param name="Settings">Its settings below <c>Archivolt:Providers</c>; paths are relative to the data home.</param>
/// <param name="Places">The directories of its stores in the data home, the one with the document's content first.</param>
/// <param name="Provider">The provider that has the document's content.</param>
internal sealed record StoreKind(string Name, string[] Settings, string[] Places, string Provider = "default")
{
    private static readonly string[] File = ["default:Type=File", "default:Path=binaries"];

    private static readonly StoreKind[] All =
    [
        new("File", File, ["binaries"]),
        new("Encrypted", [.. File, "default:Encryption:KeyFile=key"], ["binaries"]),
        new("Folder", [.. File, "pictures:Type=Folder", "pictures:Root=pictures"], ["pictures"], "pictures"),
        new("Mirrored", [.. File, "default:Mirror:Type=File", "default:Mirror:Path=mirror"], ["binaries", "mirror"]),
        new("Migrating", [.. File, "default:MigrateFrom:Type=File", "default:MigrateFrom:Path=old"], ["binaries", "old"]),
        new("Cold", [.. File, "default:Cold:RestoreDelay=04:00:00"], ["binaries"]),
        new("Retained", [.. File, "default:Record=true"], ["binaries"]),
    ];

    /// <summary>The kinds whose stores outlive a server.</summary>
    public static TheoryData<string> Names => [.. All.Select(kind => kind.Name)];

    /// <summary>Those that take content.</summary>
    public static TheoryData<string> Written => [.. All.Where(kind => kind.Name != "Folder").Select(kind => kind.Name)];

    public static StoreKind Of(string name) => All.Single(kind => kind.Name == name);

    public override string ToString() => Name;
}
