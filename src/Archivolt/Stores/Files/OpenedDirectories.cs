using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>
/// The directories that a store was opened with. When somebody deletes, replaces or unmounts them, the store would seem to be empty, and what it takes would go
/// somewhere else.
/// </summary>
internal sealed class OpenedDirectories
{
    private readonly IDisk _disk;
    private readonly string _data;
    private readonly string _description;
    private readonly string? _temporary;
    private readonly DiskEntry? _opened;

    /// <summary>Remembers which directories they are.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="place">The store.</param>
    /// <param name="isWritten">True when the store takes writes, so that it has all its directories.</param>
    public OpenedDirectories(IDisk disk, StorePlace place, bool isWritten)
    {
        _disk = disk;
        _data = place.Data;
        _description = $"{place.Home}/{StoreDescriptor.FileName}";
        _temporary = isWritten ? place.Temporary : null;
        _opened = disk.Stat(_data);
    }

    /// <summary>Refuses to go on when they are not there any more, or others have taken their place.</summary>
    /// <exception cref="DiskException"><see cref="BlobError.Unavailable"/>.</exception>
    public void CheckPresent()
    {
        if (!IsSame(_disk.Stat(_data)))
            throw Gone(_data);
        // Any other one serves as well: unfinished content only has to be on the same disk.
        if (_temporary is not null && _disk.Stat(_temporary) is not { IsFile: false })
            throw Gone(_temporary);
    }

    private bool IsSame(DiskEntry? found) => (_opened, found) switch
    {
        // A store that nothing was ever written to may have its description only.
        (null, null) => _disk.Stat(_description) is not null,
        (null, _) => true,
        ({ Identity: { } opened }, { IsFile: false, Identity: { } present }) => IsSame(opened, present),
        _ => found is { IsFile: false },
    };

    // A file system that tells no time of birth may number its directories anew, as FUSE does.
    private static bool IsSame(FileIdentity opened, FileIdentity present) =>
        opened.Born == 0 ? opened.Device == present.Device : opened == present;

    private static DiskException Gone(string directory) => new(BlobError.Unavailable,
        $"The directory '{directory}' is not there any more, or is another one than when the store was opened. Is its disk mounted? Bring it back, or start again with what is there now.");
}
