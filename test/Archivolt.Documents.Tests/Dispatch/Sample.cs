using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Dispatch;

/// <summary>A document, a blob and one rule to a provider <c>custom</c>.</summary>
internal static class Sample
{
    public static BlobFacts Blob { get; } = new("a.bin", "application/octet-stream", null, null, 100);

    public static Document Document() => new()
    {
        Repository = "default",
        Id = "a2ef9a1d-4f4f-4bd4-9d0d-7c0b0f3a9a11",
        Name = "doc",
        Path = "/default-domain/workspaces/doc",
        Type = "File",
    };

    public static RuleDispatcher Dispatcher(params (string When, string Provider)[] rules) =>
        new(rules.Select((rule, index) => new DispatchRule(rule.When, rule.Provider, $"rules.xml, line {index + 1}")));

    public static string Place(string rule, BlobFacts? blob = null, Document? document = null, string? path = "file:content") =>
        Dispatcher((rule, "custom"), ("default", "default"))
            .Decide(blob ?? Blob, document ?? Document(), path is null ? null : PropertyPath.Parse(path)).Provider;
}
