using Archivolt.Configuration;

namespace Archivolt.Server;

/// <summary>How many connections the server keeps, and for how long it waits for a slow client; keys of the section <c>Archivolt:Connections</c>.</summary>
public sealed class ConnectionOptions
{
    /// <summary>Path of the section.</summary>
    public const string Section = ArchivoltOptions.Section + ":Connections";

    /// <summary>Most connections at once; more are closed. Null for half of the files that the process may still open when it begins, so that each can have one.</summary>
    public int? Max { get; set; }

    /// <summary>Most connections of one address; more are closed. Null for half of all. Proxies (<c>Archivolt:KnownProxies</c>) have no limit of their own.</summary>
    public int? MaxPerAddress { get; set; }

    /// <summary>How long the headers of a request may take.</summary>
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may stay without a request.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Bytes a second that a client has to send or take; a slower one is broken off. 0 waits for ever.
    /// </summary>
    public int MinBytesPerSecond { get; set; } = 1024;

    /// <summary>How long a client may be slower than that, from the start of a body on; two seconds or more.</summary>
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromSeconds(10);

    internal static IReadOnlyList<SettingLimit<ConnectionOptions>> Limits { get; } =
    [
        SettingLimit<ConnectionOptions>.AtLeast(nameof(Max), options => options.Max, 1),
        SettingLimit<ConnectionOptions>.AtLeast(nameof(MaxPerAddress), options => options.MaxPerAddress, 1),
        SettingLimit<ConnectionOptions>.Positive(nameof(HeaderTimeout), options => options.HeaderTimeout),
        SettingLimit<ConnectionOptions>.Positive(nameof(IdleTimeout), options => options.IdleTimeout),
        SettingLimit<ConnectionOptions>.AtLeast(nameof(MinBytesPerSecond), options => options.MinBytesPerSecond, 0),
        // Kestrel looks once a second.
        SettingLimit<ConnectionOptions>.AtLeast(nameof(SlowAfter), options => options.SlowAfter, TimeSpan.FromSeconds(2)),
    ];
}
