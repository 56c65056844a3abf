using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Uploads;

namespace Archivolt.Cmis.Changes;

/// <summary>
/// A file that arrived before the client said what it is for: both bindings let content come before name and type. It waits where uploads wait, as large as it is, and becomes a document's
/// content by a commit. Disposing takes away what no document took.
/// </summary>
internal sealed class SpooledFile : IAsyncDisposable
{
    private readonly UploadSessions _sessions;
    private readonly Principal _owner;
    private readonly string _batch;

    private SpooledFile(UploadSessions sessions, Principal owner, string batch, BlobSource content) => (_sessions, _owner, _batch, Content) = (sessions, owner, batch, content);

    /// <summary>The file.</summary>
    public BlobSource Content { get; }

    /// <summary>Reads a file to its end.</summary>
    public static async Task<SpooledFile> ReadAsync(UploadSessions sessions, Principal owner, BlobSource content, CancellationToken cancellationToken)
    {
        var batch = await sessions.CreateAsync(owner, cancellationToken);
        try
        {
            return new SpooledFile(sessions, owner, batch, sessions.SourceOf(await sessions.StoreAsync(owner, batch, 0, content, cancellationToken)));
        }
        catch
        {
            await DropAsync(sessions, owner, batch);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await DropAsync(_sessions, _owner, _batch);

    private static async Task DropAsync(UploadSessions sessions, Principal owner, string batch)
    {
        try
        {
            await sessions.DropAsync(owner, batch, CancellationToken.None);
        }
        catch (DocumentException exception) when (exception.Error == DocumentError.NotFound)
        {
            // It has ended by itself.
        }
    }
}
