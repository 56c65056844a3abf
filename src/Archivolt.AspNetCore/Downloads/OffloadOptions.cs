using Archivolt.Configuration;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>Section <c>Archivolt:Offload</c>: lets a server in front send content that is a local file, once this one has checked and recorded the download.</summary>
public sealed class OffloadOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:Offload";

    /// <summary>
    /// <c>X-Accel-Redirect</c> (nginx) or <c>X-Sendfile</c> (Apache, lighttpd); null (the default) to send everything from here. Only right where the server in front
    /// takes the header out of the answer.
    /// </summary>
    public string? Header { get; set; }

    /// <summary>For <c>X-Accel-Redirect</c>, the internal location whose alias is the data home; default <c>/archivolt-data/</c>.</summary>
    public string Location { get; set; } = "/archivolt-data/";

    internal static IReadOnlyList<SettingLimit<OffloadOptions>> Limits { get; } =
    [
        new(nameof(Header), options => options.Header, header => FrontServer.Headers.Contains((string)header, StringComparer.OrdinalIgnoreCase), "X-Accel-Redirect or X-Sendfile"),
    ];
}
