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
    public const string Trashed = "trashed";
    public const string Untrashed = "restored";
    public const string Replaced = "stored";
    public const string Removed = "removed";
    public const string VersionMade = "version";
    public const string VersionRestored = "version-restored";
    public const string PermissionsSet = "permissions";
    public const string ChosenTrashed = "chosen-trashed";
    public const string FolderMade = "folder";
    public const string Deleted = "deleted";
    public const string RecordMade = "record";
    public const string RetentionSet = "retention";
    public const string Held = "held";
    public const string Released = "released";
    public const string WentCold = "cold";
    public const string AskedFor = "asked";
    public const string AskedBack = "asked-back";
    public const string RenamedOtherwise = "renamed-otherwise";

    /// <summary>What a page's address says by a word, so that nobody else puts a sentence there.</summary>
    public static Outcome Of(string? done) => new(done switch
    {
        Saved => "Your changes are stored.",
        Renamed => "The name is changed.",
        RenamedOtherwise => "The name differs from what you entered: that one is taken in this folder, or has characters that names cannot have.",
        Trashed => "Moved to the trash. Restore takes it out again.",
        Untrashed => "Restored: it is out of the trash.",
        Replaced => "The file is stored.",
        Removed => "The file is removed.",
        PermissionsSet => "The permissions are set. You can no longer change them here.",
        ChosenTrashed => "What you chose is in the trash. Its page takes it out again.",
        FolderMade => "The folder is created.",
        Deleted => "It is deleted.",
        RecordMade => "The document is a record. Set a time or a legal hold to keep it.",
        RetentionSet => "How long the record is kept is set.",
        Held => "The record is under a legal hold.",
        Released => "The legal hold is taken off.",
        WentCold => "The content is in cold storage.",
        AskedFor => "The content is asked for.",
        AskedBack => "The content is asked back.",
        VersionMade => "The version is made.",
        VersionRestored => "The document is as it was in that version.",
        _ => null,
    });
}
