using System.Runtime.CompilerServices;
using Archivolt.Stores;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>Documents in the collection of files that are none of GridFS: no listing shows them, and nobody touches them.</summary>
internal sealed class StrayDocuments(Bucket bucket) : IFindsStrayFiles
{
    public async IAsyncEnumerable<StrayFile> ListStrayFilesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var all = await bucket.RunAsync(null, () => bucket.Files.Find(FilterDefinition<BsonDocument>.Empty).Project(StoredFile.Fields).ToCursorAsync(cancellationToken), cancellationToken);
        while (await bucket.RunAsync(null, () => all.MoveNextAsync(cancellationToken), cancellationToken))
        {
            foreach (var document in all.Current.Where(document => !StoredFile.TryRead(document, out _)))
                yield return new StrayFile($"{bucket.Files.CollectionNamespace}/{document["_id"]}", StrayReason.NotAKey, StoredFile.ProblemOf(document));
        }
    }

    public bool IsOwn(string path, Predicate<string> isKey) => false;
}
