using Archivolt.Blobs;

namespace Archivolt.Documents.Linked;

/// <summary>
/// Files that stay in the accounts of people at one vendor. Every call acts for one account, and sees what that account may see: <c>null</c> means that the file is not there for it.
/// </summary>
/// <remarks>
/// Calls fail with <see cref="BlobException"/>: <see cref="BlobError.PermissionDenied"/> where the account may not do that, <see cref="BlobError.Unavailable"/> with
/// <see cref="BlobException.RetryAfter"/> where the vendor asks to wait, <see cref="BlobError.Unsupported"/> where the file has nothing of the kind. No message names a token.
/// </remarks>
public interface ILinkedFiles : IAsyncDisposable
{
    /// <summary>Where people sign in, unless the configuration says otherwise.</summary>
    OAuth2Service Service { get; }

    /// <summary>The name of the account that the credentials are of, which is the first part of its keys: an e-mail address that the vendor has verified.</summary>
    ValueTask<string> GetAccountAsync(LinkedCredentials who, CancellationToken cancellationToken = default);

    /// <summary>Gives the token back, so that the vendor lets this server use the account no longer; does nothing where the vendor has no such request.</summary>
    ValueTask RevokeAsync(LinkedCredentials who, CancellationToken cancellationToken = default);

    /// <summary>The id of the file that an address leads to, as people copy it from the vendor's pages; null for any other address.</summary>
    string? IdOf(Uri address);

    /// <summary>What the vendor knows of a file; null when it is not there, or not for this account.</summary>
    /// <param name="who">For whom.</param>
    /// <param name="fileId">The vendor's id.</param>
    /// <param name="revision">A revision; null for the file as it is now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<LinkedFile?> FindAsync(LinkedCredentials who, string fileId, string? revision = null, CancellationToken cancellationToken = default);

    /// <summary>Opens the bytes of a file.</summary>
    /// <param name="who">For whom.</param>
    /// <param name="file">The file; <see cref="LinkedFile.Length"/> is known.</param>
    /// <param name="range">Which bytes, within the file.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The bytes of the range, of the state that <see cref="LinkedFile.Version"/> names; the stream may end early when the connection breaks.</returns>
    /// <exception cref="BlobException"><see cref="BlobError.Conflict"/>: the file has changed since it was found.</exception>
    ValueTask<Stream> OpenAsync(LinkedCredentials who, LinkedFile file, ByteRange range = default, CancellationToken cancellationToken = default);

    /// <summary>Lets the vendor convert a file.</summary>
    /// <param name="who">For whom.</param>
    /// <param name="file">The file.</param>
    /// <param name="mediaType">One of <see cref="LinkedFile.Conversions"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<LinkedContent> ConvertAsync(LinkedCredentials who, LinkedFile file, string mediaType, CancellationToken cancellationToken = default);

    /// <summary>A small picture of a file; null where the vendor has none.</summary>
    /// <param name="who">For whom.</param>
    /// <param name="file">The file.</param>
    /// <param name="size">The longer side in pixels that is wanted; the vendor chooses what is near.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<LinkedContent?> OpenThumbnailAsync(LinkedCredentials who, LinkedFile file, int size, CancellationToken cancellationToken = default);

    /// <summary>The revisions of a file that the vendor still has, the oldest first.</summary>
    IAsyncEnumerable<LinkedRevision> ListRevisionsAsync(LinkedCredentials who, LinkedFile file, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keeps the present revision of a file as long as the vendor can, and returns its id; null where the vendor keeps no revision of it, so that its content has to be copied.
    /// </summary>
    ValueTask<string?> KeepRevisionAsync(LinkedCredentials who, LinkedFile file, CancellationToken cancellationToken = default);

    /// <summary>A link to the content that needs no sign-in and ends by itself; null where the vendor has none.</summary>
    ValueTask<Uri?> SignUrlAsync(LinkedCredentials who, LinkedFile file, CancellationToken cancellationToken = default);

    /// <summary>The files that changed in an account.</summary>
    /// <param name="who">The account.</param>
    /// <param name="cursor">The <see cref="LinkedChanges.Cursor"/> of the call before; null to begin, which returns no file.</param>
    /// <param name="cancellationToken">Cancels.</param>
    ValueTask<LinkedChanges> ListChangesAsync(LinkedCredentials who, string? cursor, CancellationToken cancellationToken = default);
}
