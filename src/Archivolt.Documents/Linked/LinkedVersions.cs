using Archivolt.Blobs;
using Archivolt.Documents.Access;

namespace Archivolt.Documents.Linked;

/// <summary>What becomes of linked files in a version of a document, which is not to change with them.</summary>
public sealed class LinkedVersions(LinkedFileAccess files)
{
    /// <summary>
    /// Makes the linked files of a document that becomes a version stand still: their revision is kept by the vendor; where it keeps none, the content is copied into the version.
    /// </summary>
    /// <param name="principal">Who makes the version.</param>
    /// <param name="version">The version; its blobs are set.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Contents to store in the version.</returns>
    /// <exception cref="DocumentException"><see cref="DocumentError.Denied"/>: the person cannot use a file.</exception>
    /// <exception cref="BlobException"><see cref="BlobError.Unavailable"/>: its vendor does not answer.</exception>
    public async Task<IReadOnlyList<(PropertyPath Path, BlobSource Content)>> FreezeAsync(Principal principal, Document version, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        var contents = new List<(PropertyPath, BlobSource)>();
        foreach (var (path, blob) in version.Blobs().ToList())
        {
            if (!files.IsLinked(blob.Key) || LinkedKey.Parse(blob.Key.Key).Revision is not null)
                continue;
            var access = await FindNowAsync(principal, blob.Key, cancellationToken);
            if (access is not { State: LinkedState.Available, File: { } file, Credentials: { } who })
                throw access.RefusalOf($"The file at '{path}' cannot be kept in a version");
            if (await access.Provider.Files.KeepRevisionAsync(who, file, cancellationToken) is { } revision)
                version.Properties.Set(path, LinkedFileAccess.Describe(access with { Key = access.Key with { Revision = revision } }));
            else
                contents.Add((path, CopyOf(access)));
        }
        return contents;
    }

    // What was believed a moment ago is not what a version is to keep, and its length is not that of the copy.
    private async ValueTask<LinkedAccess> FindNowAsync(Principal principal, BlobKey key, CancellationToken cancellationToken)
    {
        var believed = await files.FindAsync(principal, key, cancellationToken);
        if (believed.Credentials is not { } who)
            return believed;
        files.Forget(who, believed.Provider, believed.Key);
        return await files.FindAsync(principal, key, cancellationToken);
    }

    private BlobSource CopyOf(LinkedAccess access)
    {
        var (provider, file) = (files.Open(access), access.File!);
        var (name, mediaType) = LinkedNames.Of(file);
        return BlobSource.FromFactory(token => provider.OpenAsync(access.Key.ToString(), cancellationToken: token), file.Length).With(name, mediaType);
    }
}
