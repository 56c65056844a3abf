using System.Collections.Immutable;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;

namespace Archivolt.Rclone;

/// <summary>A place that rclone reaches, and which rclone. Give either <see cref="Remote"/>, or <see cref="Backend"/> with its <see cref="Settings"/>.</summary>
public sealed record RcloneStoreOptions
{
    /// <summary>What the store is called in messages; null for the remote or the back end.</summary>
    public string? Name { get; init; }

    /// <summary>A remote that rclone's configuration describes, such as <c>backup:</c> or <c>backup:content</c>. Null where <see cref="Backend"/> describes it.</summary>
    public string? Remote { get; init; }

    /// <summary>The type of a back end in rclone's words, such as <c>sftp</c>, <c>webdav</c>, <c>swift</c> or <c>local</c>. Null where <see cref="Remote"/> names one.</summary>
    public string? Backend { get; init; }

    /// <summary>
    /// The options of <see cref="Backend"/> in rclone's words, such as <c>host</c>, <c>user</c> and <c>pass</c>; passwords in the clear. rclone keeps them in memory: they are in no file, on
    /// no command line and in no message.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The folder, or the container and folder, below the remote; it has to exist. Empty for all of a <see cref="Remote"/>; a <see cref="Backend"/> needs one.</summary>
    public string Path { get; init; } = "";

    /// <summary>The file that describes <see cref="Remote"/>; null for rclone's usual one. rclone writes renewed tokens to it.</summary>
    public string? ConfigFile { get; init; }

    /// <summary>
    /// Where an rclone answers that somebody else runs, such as <c>http://127.0.0.1:5572</c>; <c>rclone rcd --rc-serve --use-server-modtime</c> with a user and a password. Null to run one.
    /// </summary>
    public Uri? Address { get; init; }

    /// <summary>The user of <see cref="Address"/>.</summary>
    public string? User { get; init; }

    /// <summary>The password of <see cref="Address"/>.</summary>
    public string? Password { get; init; }

    /// <summary>The program to run: a path, or a name that is looked for on <c>PATH</c>.</summary>
    public string Executable { get; init; } = "rclone";

    /// <summary>
    /// Folders of two characters each above a blob, 0 to 16. rclone lists a folder as a whole, in memory: with 1, the 256th part of all digests. 0 is the layout of the platform's JClouds.
    /// </summary>
    public int Depth { get; init; } = 1;

    /// <summary>True to refuse every write and deletion; nothing is written to the place then.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>True where documents refer to content in the place: an empty one is then refused, such as a folder on which nothing is mounted.</summary>
    public bool MustExist { get; init; }

    /// <summary>After what time unfinished writes count as abandoned and are cleared away.</summary>
    public TimeSpan AbandonedAfter { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How long content may stand still on its way, in either direction.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an answer may take: some back ends copy content to rename it.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After what time without an answer rclone is asked whether it lives, and how long it may take to say so.</summary>
    internal TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The place without its settings.</summary>
    public override string ToString() => Remote is { } remote ? Joined(remote) : $"{Backend} {Path}";

    /// <summary>The place below a remote, in rclone's words.</summary>
    internal string Joined(string remote) => Path.Length == 0 ? remote : remote.EndsWith(':') || remote.EndsWith('/') ? remote + Path : $"{remote}/{Path}";

    internal void Check()
    {
        if (Remote is null == Backend is null)
            throw Wrong("Give either Remote, a remote of rclone's configuration such as backup:content, or Backend with its Settings.");
        if (Remote is { } remote && !IsNamed(remote))
            throw Wrong("Remote is no name of rclone's configuration with a colon behind it, such as backup:content. Describe a back end by Backend and Settings.");
        if ((Remote + Path).AsSpan().ContainsAny('[', ']') || (Remote + Path).Any(char.IsControl))
            throw Wrong("A path of rclone's cannot hold brackets or ends of lines here; name the folder otherwise.");
        if (Remote is not null && Settings.Count > 0)
            throw Wrong("Settings describe a Backend; those of a Remote are in rclone's configuration.");
        if (Backend is not null && Path.Length == 0)
            throw Wrong("Give a Path: without one, a server of files would take the home folder of the account.");
        if (Backend is not null && ConfigFile is not null)
            throw Wrong("ConfigFile describes a Remote; a Backend has Settings.");
        if (Address is not null && (Backend is not null || ConfigFile is not null))
            throw Wrong("An rclone at an Address has its own configuration: name a Remote of it, and leave out Backend and ConfigFile.");
        if (Address is not null && (User is null || Password is null))
            throw Wrong("An rclone at an Address is used with a User and a Password only: whoever reaches it reaches the content.");
        if (Depth is < 0 or > ObjectNames.MaxDepth)
            throw Wrong($"A Depth of {Depth} is not possible; use 0 to {ObjectNames.MaxDepth}.");
        if (AbandonedAfter <= TimeSpan.Zero || IdleTimeout <= TimeSpan.Zero || AnswerTimeout <= TimeSpan.Zero)
            throw Wrong("AbandonedAfter, IdleTimeout and AnswerTimeout are longer than nothing.");
    }

    // A remote may also be described where it is named, by settings that would then be in addresses.
    private static bool IsNamed(string remote) =>
        remote.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && remote[..colon].All(character => char.IsLetterOrDigit(character) || character is '_' or '-' or '.' or ' ' or '+' or '@');

    private static BlobException Wrong(string message) => new(BlobError.Configuration, message);
}
