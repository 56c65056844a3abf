namespace Archivolt.Stores.Files;

/// <summary>Where a store keeps what was set aside: <c>quarantine/NAME.NUMBER</c> beside <c>data</c>, so that nothing is ever replaced there.</summary>
internal sealed class AsidePlaces(IDisk disk, string home)
{
    private const string Folder = "quarantine";

    // Leaves room for the number in a file name of 255 bytes.
    private const int LongestName = 200;

    public string Directory { get; } = $"{home}/{Folder}";

    /// <summary>Moves a file there and answers its place, relative to the store.</summary>
    public string Take(string path)
    {
        disk.CreateDirectory(Directory);
        var name = path[(path.LastIndexOf('/') + 1)..];
        for (var number = 1; ; number++)
        {
            var place = $"{name[..Math.Min(name.Length, LongestName)]}.{number}";
            if (disk.Publish(path, $"{Directory}/{place}"))
                return $"{Folder}/{place}";
        }
    }

    /// <summary>The absolute path of a place; null for a text that is none.</summary>
    public string? PathOf(string place) =>
        place.StartsWith($"{Folder}/", StringComparison.Ordinal) && place[(Folder.Length + 1)..] is { Length: > 0 } name
            && !name.AsSpan().ContainsAny('/', '\\', '\0') && name is not (".." or ".")
            ? $"{Directory}/{name}"
            : null;
}

/// <summary>Takes a blob out of reach and keeps its bytes.</summary>
internal sealed class SetAsideBlob(StoreFiles files, AsidePlaces places, string home, BlobStat seen) : StoreChange(files, seen.Key)
{
    /// <summary>Where its bytes are now; null when it is gone or another one by now.</summary>
    public string? Result { get; private set; }

    public override void Apply()
    {
        Files.ForgetDurable(Key);
        if (!IsSeen(Path))
            return;
        var place = places.Take(Path);
        // Written again between the look and the move: then it is not ours to take.
        if (!IsSeen(places.PathOf(place)!) && Files.Disk.Publish(places.PathOf(place)!, Path))
            return;
        Result = place;
        Unsynced.UnionWith([Parent, places.Directory, home]);
    }

    protected override void Succeeded() { }

    private bool IsSeen(string path) => Files.Disk.Stat(path) is { IsFile: true } entry && entry.ToStat(Key).IsSameVersionAs(seen);
}

/// <summary>Gives a blob that was set aside its key again.</summary>
internal sealed class ReleasedBlob(StoreFiles files, AsidePlaces places, string key, string place) : StoreChange(files, key)
{
    /// <summary>False when the key is taken or the bytes are gone.</summary>
    public bool Result { get; private set; }

    public override void Apply()
    {
        // Young again, so that no collection takes it before its documents are looked at.
        if (places.PathOf(place) is not { } aside || !Files.Disk.Touch(aside))
            return;
        Files.MakeDirectories(Path, Unsynced);
        Result = Files.Disk.Publish(aside, Path);
        Unsynced.UnionWith([Parent, places.Directory]);
    }
}
