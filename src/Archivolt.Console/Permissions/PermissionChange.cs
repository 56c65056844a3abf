using Archivolt.Documents.Access;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Permissions;

/// <summary>What a form changes of a document's own entries.</summary>
/// <param name="Entries">The entries from then on.</param>
/// <param name="Comment">What that is, for the audit, which is in English.</param>
/// <param name="Done">Which sentence says that it was done.</param>
internal sealed record PermissionChange(IReadOnlyList<AccessEntry> Entries, string Comment, string Done)
{
    public const string Added = "added";
    public const string Removed = "removed";
    public const string Blocked = "blocked";
    public const string Unblocked = "unblocked";

    /// <summary>Adds an entry; one that says the same at other times gives way.</summary>
    public static PermissionChange Add(IReadOnlyList<AccessEntry> own, AccessEntry entry) => new(
        [.. own.Where(other => (other.Grantee, other.Permission, other.Granted) != (entry.Grantee, entry.Permission, entry.Granted)), entry], $"added: {entry.Grantee} {PermissionText.Of(entry)}", Added);

    /// <summary>Removes an entry.</summary>
    public static PermissionChange Remove(IReadOnlyList<AccessEntry> own, int position) =>
        new([.. own.Where((_, index) => index != position)], $"removed: {own[position].Grantee} {PermissionText.Of(own[position])}", Removed);

    /// <summary>Ends what is inherited, or lets it in again.</summary>
    public static PermissionChange Block(IReadOnlyList<AccessEntry> own, bool blocks, string creator)
    {
        var others = own.Where(entry => !entry.EndsInheritance);
        return blocks
            ? new PermissionChange([.. others, new AccessEntry(Principal.Everyone, Permission.Everything, Granted: false) { Creator = creator }], "inheritance blocked", Blocked)
            : new PermissionChange([.. others], "inheritance unblocked", Unblocked);
    }

    /// <summary>The sentence for a word in an address; null for another word.</summary>
    public static string? NoticeOf(string? done) => done switch
    {
        Added => Phrase.Of("The entry is added."),
        Removed => Phrase.Of("The entry is removed."),
        Blocked => Phrase.Of("Inheritance is blocked: from now on only what is set here counts."),
        Unblocked => Phrase.Of("What is set above counts here again."),
        _ => null,
    };
}
