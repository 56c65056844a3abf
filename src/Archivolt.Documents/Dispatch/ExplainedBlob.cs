using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Archivolt.Documents.Dispatch;

/// <summary>A decision as it is shown to people and programs: by the command line and by the management API alike.</summary>
/// <param name="XPath">Path of the blob in its document; null where it has none.</param>
/// <param name="Current">The provider that has the blob now; null for a blob that is not stored.</param>
/// <param name="Provider">The provider that the rules choose.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="PrefixesKey">True when the stored key names the provider.</param>
/// <param name="Clauses">Every clause that was looked at, in order.</param>
public sealed record ExplainedBlob(
    [property: JsonPropertyName("xpath")] string? XPath, string? Current, string Provider, string Rule, bool PrefixesKey, IReadOnlyList<ExplainedClause> Clauses)
{
    /// <summary>How explanations are written as JSON: camel case, and nothing for what is not known.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<ClauseOutcome>(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Shows an explanation.</summary>
    public static ExplainedBlob Of(DispatchExplanation explanation, string? xpath = null, string? current = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        var (provider, prefixesKey, rule) = explanation.Decision;
        return new ExplainedBlob(xpath, current, provider, rule, prefixesKey,
            [.. explanation.Rules.SelectMany(seen =>
                seen.Clauses.Select(clause => new ExplainedClause(seen.Rule, clause.Clause, clause.Outcome, clause.Value)))]);
    }
}

/// <summary>What a clause said.</summary>
/// <param name="Rule">Its rule.</param>
/// <param name="Clause">Its text.</param>
/// <param name="Outcome">Its verdict.</param>
/// <param name="Value">The value it saw; null when that was empty, missing or not looked at.</param>
public sealed record ExplainedClause(string Rule, string Clause, ClauseOutcome Outcome, string? Value);
