using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Databases;

namespace Archivolt.Documents.Sql;

/// <summary>What a process remembers of documents: small ones that were read lately, and the access entries above each.</summary>
internal sealed class DocumentCaches
{
    private const int RememberedDocuments = 8192;
    private const int RememberedChains = 16 * 1024;

    public DocumentCaches(Database database)
    {
        database.Changes.Register(Documents);
        database.Changes.Register(Access);
    }

    public Cache<(string Repository, string Id), Document> Documents { get; } = new(RememberedDocuments);

    public Cache<(string Repository, string Id), AccessChain> Access { get; } = new(RememberedChains);
}
