namespace Archivolt.Documents.Dispatch;

/// <summary>
/// A dispatch rule as somebody wrote it: clauses joined by commas, and the provider that takes a blob when all of them match.
/// </summary>
/// <param name="When">
/// The clauses, such as <c>dc:format=video,blob:length&gt;1000</c>; or <c>default</c> for the blobs that no rule takes, or <c>records</c>
/// for the
/// main blobs of records.
/// </param>
/// <param name="Provider">Id of the provider; blanks around it do not count.</param>
/// <param name="Where">Where it is written, for messages, such as <c>rules.xml, line 12</c>.</param>
public sealed record DispatchRule(string When, string Provider, string? Where = null)
{
    /// <summary>The word that stands for "no rule matched".</summary>
    public const string Default = "default";

    /// <summary>The word that stands for the main blobs of records.</summary>
    public const string Records = "records";

    /// <summary>The rule and its place, as messages name it.</summary>
    public override string ToString() => Where is null ? $"rule '{When}'" : $"rule '{When}' ({Where})";
}
