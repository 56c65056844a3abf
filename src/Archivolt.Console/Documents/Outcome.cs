using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Documents;

/// <summary>What came of a form, which the page of the document says.</summary>
/// <param name="Notice">What was done; null for nothing.</param>
/// <param name="Problem">Why it was refused; null where it was not.</param>
/// <param name="Status">The answer's status.</param>
internal sealed record Outcome(string? Notice, string? Problem = null, int Status = StatusCodes.Status200OK)
{
    public const string Saved = "saved";
    public const string Renamed = "renamed";
    public const string Moved = "moved";
    public const string Trashed = "trashed";
    public const string Untrashed = "restored";
    public const string Replaced = "stored";
    public const string Removed = "removed";
    public const string VersionMade = "version";
    public const string VersionRestored = "version-restored";
    public const string PermissionsSet = "permissions";
    public const string ChosenTrashed = "chosen-trashed";
    public const string FolderMade = "folder";
    public const string FolderMadeBeside = "folder-beside";
    public const string Deleted = "deleted";
    public const string RecordMade = "record";
    public const string RetentionSet = "retention";
    public const string Held = "held";
    public const string Released = "released";
    public const string WentCold = "cold";
    public const string AskedFor = "asked";
    public const string AskedBack = "asked-back";
    public const string NameTaken = "name-taken";
    public const string NameMended = "name-mended";

    /// <summary>What a page's address says by a word, so that nobody else puts a sentence there.</summary>
    public static Outcome Of(string? done) => new(done switch
    {
        Saved => Phrase.Of("Your changes are stored."),
        Renamed => Phrase.Of("The name in the path is changed; the title is what it was."),
        Moved => Phrase.Of("It is moved; this is its new place."),
        NameTaken => Phrase.Of("The name you entered is taken in this folder, so something was added to it; the address of this page shows it."),
        NameMended => Phrase.Of("The name you entered is too long, or has characters that names cannot have; it was cut, or they were replaced."),
        Trashed => Phrase.Of("Moved to the trash. Restore takes it out again."),
        Untrashed => Phrase.Of("Restored: it is out of the trash."),
        Replaced => Phrase.Of("The file is stored."),
        Removed => Phrase.Of("The file is removed."),
        PermissionsSet => Phrase.Of("The permissions are set. You can no longer change them here."),
        ChosenTrashed => Phrase.Of("What you chose is in the trash. Its page takes it out again."),
        FolderMade => Phrase.Of("The folder is created."),
        FolderMadeBeside => Phrase.Of("The folder is created. Its name is taken here, so something was added to it in the path; its title is what you entered."),
        Deleted => Phrase.Of("It is deleted."),
        RecordMade => Phrase.Of("The document is a record. Set a time or a legal hold to keep it."),
        RetentionSet => Phrase.Of("How long the record is kept is set."),
        Held => Phrase.Of("The record is under a legal hold."),
        Released => Phrase.Of("The legal hold is taken off."),
        WentCold => Phrase.Of("The content is in cold storage."),
        AskedFor => Phrase.Of("The content is asked for."),
        AskedBack => Phrase.Of("The content is asked back."),
        VersionMade => Phrase.Of("The version is made."),
        VersionRestored => Phrase.Of("The document is as it was in that version."),
        _ => null,
    });
}
