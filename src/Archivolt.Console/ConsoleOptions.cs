using Archivolt.Configuration;

namespace Archivolt.WebConsole;

/// <summary>Section <c>Archivolt:Console</c>: the pages for people.</summary>
public sealed class ConsoleOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Archivolt:Console";

    /// <summary>True (the default) to serve the pages at <c>/</c> and below <c>/console</c>.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How long a person stays signed in; default 12 hours.</summary>
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    internal static IReadOnlyList<SettingLimit<ConsoleOptions>> Limits { get; } =
    [
        SettingLimit<ConsoleOptions>.Positive(nameof(SessionLifetime), options => options.SessionLifetime),
    ];
}
