namespace Archivolt.Documents.Dispatch;

/// <summary>How the rules of an installation may change. Beside the rules themselves in section <c>Archivolt:Dispatch</c>.</summary>
public sealed class RuleOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = $"{ArchivoltOptions.Section}:Dispatch";

    /// <summary>True to use the rules of the configuration whatever was applied, and to let nobody apply others.</summary>
    public bool Fixed { get; set; }
}
