using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Linked;
using Archivolt.Providers;

namespace Archivolt.Documents.Editing;

/// <summary>What a change may do to the content of a document.</summary>
internal sealed class EditedContent(DocumentBlobs blobs, BlobManager manager, LinkedFileAccess? linked)
{
    /// <summary>Refuses to replace or remove files of a provider that prevents user updates: they belong to someone else.</summary>
    public void CheckKept(Document before, Document after)
    {
        var kept = after.Blobs().Select(held => held.Blob.Key).ToHashSet();
        foreach (var (path, blob) in before.Blobs())
        {
            if (!kept.Contains(blob.Key)
                && manager.TryGet(blobs.Resolve(blob.Key, before.Repository).Provider!, out var provider)
                && provider.Options.PreventUserUpdate)
            {
                throw new DocumentException(DocumentError.Denied,
                    $"The blob '{path}' is kept by '{provider.Id}', whose files are not to be replaced or removed here.");
            }
        }
    }

    /// <summary>Lets only those link a file who can use it themselves, and keeps of it what the vendor says. To others a file that is not theirs is as good as none.</summary>
    public async ValueTask CheckLinkedAsync(Principal principal, Document? before, Document after)
    {
        if (linked is not { IsConfigured: true })
            return;
        var kept = before?.Blobs().Select(held => held.Blob).ToHashSet() ?? [];
        foreach (var (path, blob) in after.Blobs().Where(held => linked.IsLinked(held.Blob.Key) && !kept.Contains(held.Blob)).ToList())
        {
            var found = await linked.FindAsync(principal, blob.Key, CancellationToken.None);
            after.Properties.Set(path, found is { File: { } file, Credentials: { } who }
                ? LinkedFileAccess.Describe(found with { Key = new LinkedKey(who.Account, file.Id, found.Key.Revision) })
                : throw found.RefusalOf($"The file cannot be linked at '{path}'"));
        }
    }

    /// <summary>Copies of what was taken over from another document: who may read that one would otherwise read what this one replaces its content with.</summary>
    public IReadOnlyList<(PropertyPath Path, BlobSource Content)> CopiesOfTaken(Document? before, Document after)
    {
        var copies = new List<(PropertyPath, BlobSource)>();
        var kept = before?.Blobs().Select(held => held.Blob.Key).ToHashSet() ?? [];
        foreach (var (path, blob) in after.Blobs())
        {
            var key = blobs.Resolve(blob.Key, after.Repository);
            if (kept.Contains(blob.Key) || !manager.TryGet(key.Provider!, out var provider) || !provider.IsOfAnother(key.Key, after.Id))
                continue;
            copies.Add((path, BlobSource.FromFactory(token => provider.OpenAsync(key.Key, cancellationToken: token), blob.Length)
                .With(blob.FileName, blob.MediaType, blob.Encoding)));
        }
        return copies;
    }
}
