using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>A store directory made ready: the options and its <c>config.xml</c> decide layout and digest.</summary>
internal sealed record StorePlace(string Home, string Data, string Temporary, PathLayout Layout, DigestAlgorithm Digest, Uri Location)
{
    public static StorePlace Prepare(FileStoreOptions options, IDisk disk)
    {
        var home = HomeOf(options);
        var (data, temporary) = ($"{home}/data", $"{home}/tmp");
        var descriptor = StoreDescriptor.Read(disk, home);
        var isStore = descriptor is not null || disk.Stat(data) is { IsFile: false };
        if (!isStore && (options.ReadOnly || options.MustExist))
        {
            throw new BlobException(BlobError.Configuration,
                $"'{home}' is no store: it has neither '{StoreDescriptor.FileName}' nor a directory 'data'. Is its disk mounted, and is the path right?",
                innerException: new MissingStoreException(home));
        }
        var (layout, digest) = (LayoutOf(options, descriptor, disk, data), DigestOf(options, descriptor, home));
        if (!options.ReadOnly)
        {
            var isNew = MakeDirectory(disk, home) | MakeDirectory(disk, data) | MakeDirectory(disk, temporary);
            if (descriptor is null && !TryWrite(new StoreDescriptor(digest.Name, layout.Depth), disk, home, temporary))
                return Prepare(options, disk);
            if (isNew || descriptor is null)
                disk.SyncDirectory(home);
            Leftovers.CleanUp(disk, temporary, options.LeftoverGrace, options.TimeProvider ?? TimeProvider.System);
            FileWrites.CleanUp(disk, temporary, options.LeftoverGrace, options.ResumableLifetime, options.TimeProvider ?? TimeProvider.System);
        }
        return new StorePlace(home, data, temporary, layout, digest, LocationOf(disk.Canonical(home)));
    }

    private static string HomeOf(FileStoreOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Path) || options.Path.Contains('\0', StringComparison.Ordinal))
            throw new BlobException(BlobError.Configuration, "The path of a file store is empty or has a NUL character; give a directory.");
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Path));
        return OperatingSystem.IsWindows() ? full.Replace('\\', '/') : full;
    }

    // Never by what lies there: a single stray file would hide every blob.
    private static PathLayout LayoutOf(FileStoreOptions options, StoreDescriptor? descriptor, IDisk disk, string data)
    {
        if (options.Layout is { } chosen)
            return chosen;
        if (descriptor is null && disk.Enumerate(data).FirstOrDefault(entry => entry.IsDirectory || DigestAlgorithm.OfKey(entry.Name) is not null) is { Name: { } found })
        {
            throw new BlobException(BlobError.Configuration,
                $"'{data}' has '{found}', but no '{StoreDescriptor.FileName}' beside it tells how deep blobs are. Restore that file, or set digest and depth.");
        }
        return PathLayout.SubDirectories(descriptor?.Depth ?? PathLayout.DefaultDepth);
    }

    private static DigestAlgorithm DigestOf(FileStoreOptions options, StoreDescriptor? descriptor, string home)
    {
        if (options.Digest is { } chosen)
            return chosen;
        if (descriptor?.Digest is not { } name)
            return DigestAlgorithm.Sha256;
        return DigestAlgorithm.TryParse(name, out var digest) ? digest : throw new BlobException(BlobError.Configuration,
            $"'{home}/{StoreDescriptor.FileName}' names the digest '{name}', which is not known here. Set the store's digest to one of {string.Join(", ", DigestAlgorithm.All)}; blobs under other digests stay readable.");
    }

    // True when it was made. The entry of a directory is synced in its parent, all the way up.
    private static bool MakeDirectory(IDisk disk, string path)
    {
        if (disk.Stat(path) is { } entry)
        {
            return entry.IsFile
                ? throw new BlobException(BlobError.Configuration, $"'{path}' is a file where a store needs a directory.")
                : false;
        }
        if (Path.GetDirectoryName(path) is not { Length: > 0 } parent)
            return false;
        MakeDirectory(disk, parent);
        var made = disk.CreateDirectory(path);
        disk.SyncDirectory(parent);
        return made;
    }

    // False when another process made the store at the same time; its description holds.
    private static bool TryWrite(StoreDescriptor descriptor, IDisk disk, string home, string temporary)
    {
        var draft = $"{temporary}/{TemporaryNames.Next(disk.Writer)}";
        try
        {
            using (var file = disk.Create(draft))
            {
                file.Write(descriptor.ToBytes(), 0);
                file.Sync();
                file.Close();
            }
            return disk.Publish(draft, $"{home}/{StoreDescriptor.FileName}");
        }
        finally
        {
            disk.Delete(draft);
        }
    }

    private static Uri LocationOf(string path) => OperatingSystem.IsWindows()
        ? new Uri(path + "/")
        : new Uri($"file://{string.Join('/', path.Split('/').Select(Uri.EscapeDataString)).TrimEnd('/')}/");
}
