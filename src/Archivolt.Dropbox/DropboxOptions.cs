namespace Archivolt.Dropbox;

/// <summary>How Dropbox is reached.</summary>
public sealed record DropboxOptions
{
    /// <summary>Where calls without content go, with a slash at its end.</summary>
    public Uri ApiUrl { get; init; } = new("https://api.dropboxapi.com/2/");

    /// <summary>Where calls with content go, with a slash at its end.</summary>
    public Uri ContentUrl { get; init; } = new("https://content.dropboxapi.com/2/");

    /// <summary>
    /// True where Dropbox keeps every revision, as plans with extended history do: a version of a document then links the revision. False (the default) copies the content into the version,
    /// since Dropbox deletes revisions of other plans after a while.
    /// </summary>
    public bool KeepsRevisions { get; init; }
}
