using System.Diagnostics.CodeAnalysis;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>How the platform's desktop client names what it synchronizes: <c>factory#repository#id</c>; it compares the texts and takes them apart at <c>#</c>.</summary>
/// <param name="Repository">The document's repository.</param>
/// <param name="DocumentId">The document.</param>
/// <param name="IsRoot">True for a root of synchronization.</param>
internal sealed record ItemId(string Repository, string DocumentId, bool IsRoot)
{
    /// <summary>The folder that the roots are in.</summary>
    public const string TopLevel = "org.nuxeo.drive.service.impl.DefaultTopLevelFolderItemFactory#";

    private const string RootFactory = "defaultSyncRootFolderItemFactory";
    private const string Factory = "defaultFileSystemItemFactory";

    /// <summary>Reads an id of a document; whether it says root or not does not matter.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ItemId? id)
    {
        id = text.Split('#') is [RootFactory or Factory, var repository, var document] ? new ItemId(repository, document, IsRoot: false) : null;
        return id is not null;
    }

    public override string ToString() => $"{(IsRoot ? RootFactory : Factory)}#{Repository}#{DocumentId}";
}
