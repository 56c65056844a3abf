namespace Archivolt.Vendors.Dropbox;

/// <summary>A state of a file: its content, and where it stood. A move makes one as well: a new <c>rev</c> of the same content.</summary>
public sealed class DropboxRevision
{
    internal DropboxRevision(string rev, Content content, DateTimeOffset modified, DropboxEntry parent, string name) =>
        (Rev, Content, Modified, Parent, Name) = (rev, content, modified, parent, name);

    public string Rev { get; }

    public Content Content { get; }

    public DateTimeOffset Modified { get; }

    internal DropboxEntry Parent { get; }

    internal string Name { get; }

    internal string? PathOf(DropboxAccount account) => Parent.PathOf(account) is { } folder ? $"{folder}/{Name}" : null;
}
