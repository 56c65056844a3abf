using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Rclone;

/// <summary>What was found when a place was opened.</summary>
/// <param name="Remote">What rclone says of it.</param>
/// <param name="IsMarked">True when the mark of a store is there.</param>
/// <param name="ReplacesByRenaming">True where renaming replaces in one step what has the name.</param>
/// <param name="ListingLag">By how much times in listings are earlier than those of single objects.</param>
internal sealed record Opening(Described Remote, bool IsMarked, bool ReplacesByRenaming, TimeSpan ListingLag)
{
    private const int LongestMark = 100;

    /// <summary>Looks, and marks a place that is new.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the place is not there, or its content lies otherwise than the settings say.</exception>
    public static async Task<Opening> LookAsync(RemotePlace place, string folder, string mark, CancellationToken cancellationToken)
    {
        var (options, name) = (place.Options, $"{folder}{mark}");
        var remote = await place.DescribeAsync(cancellationToken);
        var marked = await place.FindAsync(name, null, cancellationToken);
        if (marked is null)
        {
            if (await place.ListAsync("", folders: true, cancellationToken) is not { } folders)
                throw Wrong("There is no such folder or container: make it (rclone mkdir), or correct the settings Remote and Path.");
            var files = await place.ListAsync("", folders: false, cancellationToken) ?? [];
            var holdsContent = options.Depth > 0 ? folders.Any(each => each.Name.Length == 2) : files.Count > 0;
            if (options.Depth > 0 && !holdsContent && files.Any(file => DigestAlgorithm.OfKey(file.Name) is not null))
                throw Wrong("It holds content without folders above it, as the platform's JClouds writes it: set Depth to 0.");
            if (options.MustExist && !holdsContent)
                throw Wrong("The place is empty, but documents refer to content in it: mount it, bring the content back, or correct the settings Remote and Path.");
            if (options.ReadOnly)
                return new Opening(remote, IsMarked: false, ReplacesByRenaming: false, TimeSpan.Zero);
            await place.UploadAsync(name, Encoding.ASCII.GetBytes(MarkOf(options)), null, cancellationToken);
            marked = await place.FindAsync(name, null, cancellationToken)
                ?? throw new BlobException(BlobError.Unavailable, $"'{name}' was written and is not there.", place.Store);
        }
        using (var served = await place.OpenAsync(name, range: null, null, cancellationToken))
        {
            if (served is null)
                throw Wrong("rclone serves no objects: start it with --rc-serve.");
            var text = marked.Size <= LongestMark ? await served.Content.ReadAsStringAsync(cancellationToken) : "…";
            if (text != MarkOf(options))
                throw Wrong($"Its mark '{name}' says '{text}', but the setting would be '{MarkOf(options)}', with which nothing would be found: correct Depth, or use another Path.");
            var listed = (await place.ListAsync(folder.TrimEnd('/'), folders: false, cancellationToken))?.Find(entry => entry.Name == mark);
            var lag = remote.Features.BucketBased && listed is not null ? TimeSpan.FromSeconds(marked.ModTime.ToUnixTimeSeconds() - listed.ModTime.ToUnixTimeSeconds()) : TimeSpan.Zero;
            // More than rounding is something else, such as a mark that was written this very moment.
            if (lag.Duration() > TimeSpan.FromSeconds(1))
                lag = TimeSpan.Zero;
            return new Opening(remote, IsMarked: true, remote.Features.BucketBased || (!options.ReadOnly && await RenamesOverAsync(place, cancellationToken)), lag);
        }

        BlobException Wrong(string message) => new(BlobError.Configuration, message, place.Store);
    }

    // All of the layout that the place itself cannot tell.
    private static string MarkOf(RcloneStoreOptions options) => $"depth {options.Depth}";

    // Whoever takes it for one that does not loses nothing; so only a success counts.
    private static async Task<bool> RenamesOverAsync(RemotePlace place, CancellationToken cancellationToken)
    {
        var (one, two) = (RcloneStore.TemporaryName(), RcloneStore.TemporaryName());
        try
        {
            await place.UploadAsync(one, "1"u8.ToArray(), null, cancellationToken);
            await place.UploadAsync(two, "22"u8.ToArray(), null, cancellationToken);
            return await place.MoveAsync(one, two, null, cancellationToken) && (await place.FindAsync(two, null, cancellationToken))?.Size == 1;
        }
        catch (BlobException exception) when (exception.Error is not (BlobError.PermissionDenied or BlobError.NoSpace or BlobError.ReadOnly))
        {
            return false;
        }
        finally
        {
            foreach (var name in (string[])[one, two])
                await BestEffort.TryAsync(async () => await place.DeleteAsync(name, null, CancellationToken.None));
        }
    }
}
