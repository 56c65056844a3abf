using Archivolt.Blobs;
using Archivolt.Documents.Dispatch.Patterns;

namespace Archivolt.Documents.Dispatch;

/// <summary>
/// Prepares rules for use. What is not right is refused, naming the rule; lenient, it is treated as the platform treats it and remembered
/// as a finding.
/// </summary>
internal sealed class RuleCompiler(RuleDispatcherOptions options)
{
    private readonly List<Rule> _rules = [];
    private readonly List<DispatchFinding> _findings = [];
    private readonly Dictionary<string, FactSource> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Clause> _clauses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _providers = new(StringComparer.Ordinal);
    private string? _default;

    /// <summary>The rules in order; none when there is no default, which makes the platform ignore all of them.</summary>
    public IReadOnlyList<Rule> Rules => _default is null ? [] : _rules;

    /// <summary>The provider of blobs that no rule takes; null to go by the repository's name.</summary>
    public string? Default => _default;

    /// <summary>Every provider that is named, also by a rule that was dropped.</summary>
    public IReadOnlyCollection<string> Providers => _providers;

    /// <summary>The names that the clauses use.</summary>
    public IReadOnlyCollection<string> Names => [.. _sources.Keys.Concat(_sources.Keys.Select(PropertyReader.Plain)).Distinct(StringComparer.Ordinal)];

    /// <summary>How many clauses several rules have in common (<see cref="Clause.Shared"/>).</summary>
    public int SharedClauses { get; private set; }

    public IReadOnlyList<DispatchFinding> Findings => _findings;

    /// <summary>Takes all rules.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: naming the rule and its place.</exception>
    public void Compile(IEnumerable<DispatchRule> sources)
    {
        var rules = WithoutDuplicates(sources);
        foreach (var rule in rules)
            Add(rule);
        if (rules.Count > 0 && _default is null)
        {
            if (!options.Lenient)
                throw new BlobException(BlobError.Configuration, $"The dispatch rules have no default, so content that none of them takes would have no place; name its provider as 'default'. The last one is {rules[^1]}.");
            _findings.Add(new DispatchFinding(FindingKind.Leniency, "Invalid dispatcher configuration, missing default, configuration will be ignored", rules[^1]));
        }
        _findings.AddRange(RuleReview.Of(Rules));
    }

    // The same text again keeps its place and takes the later provider, as the platform's configuration does.
    private List<DispatchRule> WithoutDuplicates(IEnumerable<DispatchRule> sources)
    {
        var rules = new OrderedDictionary<string, DispatchRule>(StringComparer.Ordinal);
        foreach (var source in sources)
        {
            var rule = source with { Provider = source.Provider.Trim() };
            if (rules.TryGetValue(rule.When, out var earlier))
                Warn($"It is there twice, at first for provider '{earlier.Provider}': the first place and the last provider count.", rule);
            rules[rule.When] = rule;
        }
        return [.. rules.Values];
    }

    private void Add(DispatchRule rule)
    {
        if (rule.Provider.Length == 0)
            Leniently("A rule names no provider", rule, "It names no provider");
        _providers.Add(rule.Provider);
        if (options.Providers is { } known && !known.Contains(rule.Provider, StringComparer.Ordinal))
        {
            Leniently($"No registered blob provider with id: {rule.Provider}", rule,
                $"There is no provider '{rule.Provider}'. Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}");
        }
        switch (rule.When)
        {
            case DispatchRule.Default:
                _default = rule.Provider;
                return;
            case DispatchRule.Records:
                _rules.Add(new Rule(rule, rule.Provider, RecordClauses(rule)));
                return;
        }
        var clauses = ClausesOf(rule);
        if (clauses.Count > 0)
            _rules.Add(new Rule(rule, rule.Provider, clauses));
    }

    private List<Clause> RecordClauses(DispatchRule rule)
    {
        string[] texts = ["ecm:isRecord=true", "ecm:isFlexibleRecord!=true", $"blob:xpath={FactReaders.MainBlob}"];
        return [.. texts.Select(text => ClauseOf(text, rule)!)];
    }

    private List<Clause> ClausesOf(DispatchRule rule)
    {
        var texts = rule.When.Split(',').ToList();
        if (texts.Count > 1 && texts[^1].Length == 0)
        {
            Warn("It ends with a comma, which says nothing.", rule);
            while (texts is [.., ""])
                texts.RemoveAt(texts.Count - 1);
            if (texts.Count == 0 && !options.Lenient)
                throw Refusal("It says nothing", rule);
        }
        return [.. texts.Select(text => ClauseOf(text, rule)).OfType<Clause>()];
    }

    private Clause? ClauseOf(string text, DispatchRule rule)
    {
        if (ClauseParts.Of(text) is not { } parts)
        {
            Leniently($"Invalid dispatcher configuration property name: {text}", rule,
                $"The clause '{text}' is not of the form name, operator, value, with one of the operators = != < <= > >= ~ ^ "
                + "(a value cannot contain a comma). Without the clause the rule would take more blobs than meant");
            return null;
        }
        // Read leniently, rules mean what they mean on the platform, where the age of a blob is an unknown name.
        var isForeign = options.Lenient && parts.Name == FactReaders.LastAccess;
        if (isForeign || FactReaders.For(parts.Name, options.Schemas) is not { } reader)
        {
            Leniently($"Invalid dispatcher configuration property name: {parts.Name}", rule,
                $"There is no '{parts.Name}', so the rule would never match. "
                + "Use blob:name, blob:mime-type, blob:encoding, blob:digest, blob:length, blob:xpath, or Archivolt's own blob:lastAccess");
            reader = static (in _) => Fact.Missing;
        }
        if (!_sources.TryGetValue(parts.Name, out var source))
            _sources.Add(parts.Name, source = new FactSource(_sources.Count, reader));
        WarnOfName(parts.Name, rule);
        try
        {
            var clause = ClauseOf(text, parts, source);
            if (parts.Name == FactReaders.LastAccess && !options.Lenient && !clause.ComparesAges)
            {
                throw Refusal($"'{text}' is no comparison of ages. Write one of < <= > >= and an ISO 8601 duration, "
                    + "as in blob:lastAccess>P90D or blob:lastAccess<=PT12H", rule);
            }
            if (!options.Lenient && ClauseReview.Of(clause, options.Schemas) is { } reason)
                throw Refusal($"The clause '{text}' never matches: {reason}", rule);
            if (clause.IsTimeBounded)
            {
                Warn($"The expression of '{text}' looks around or back: a match that takes longer than "
                    + $"{RegexPattern.TimeLimit.TotalMilliseconds} ms refuses the blob.", rule);
            }
            return clause;
        }
        catch (FormatException exception)
        {
            // The platform does not start either.
            throw Refusal(exception.Message.TrimEnd('.'), rule, exception);
        }
    }

    private Clause ClauseOf(string text, ClauseParts parts, FactSource source)
    {
        if (!_clauses.TryGetValue(text, out var clause))
            _clauses.Add(text, clause = new Clause(text, parts, source));
        else if (clause.Shared < 0)
            clause.Shared = SharedClauses++;
        return clause;
    }

    private void WarnOfName(string name, DispatchRule rule)
    {
        if (name.Length == 0)
            Warn("A clause has no name in front of its operator, so the rule hardly ever matches.", rule);
        else if (name != name.Trim())
            Warn($"The name '{name}' has a blank at its end, which counts: write no blanks around the operator and the comma.", rule);
        else if (name.StartsWith(FactReaders.SystemPrefix, StringComparison.Ordinal) && !FactReaders.IsSystemName(name))
            Warn($"Rules cannot read '{name}', so the rule never matches.", rule);
        else if (name.StartsWith('/') || name.Split('/')[0].Contains('[', StringComparison.Ordinal))
            Warn($"The name '{name}' begins with no property, so the rule hardly ever matches: write it like 'files/0/file'.", rule);
        else if (!name.StartsWith(FactReaders.BlobPrefix, StringComparison.Ordinal) && PropertyPath.TryParse(name, out var path) && options.Schemas.Misspelt(path) is { } meant)
            Warn($"No schema has a property '{name}'; did you mean '{meant}'?", rule);
        else if (!name.Contains(':', StringComparison.Ordinal) && !PropertyReader.IsDeclared(name, options.Schemas))
            Warn($"No type of document has a property '{name}', so the rule hardly ever matches: properties are written with their prefix, as in dc:format, and what is about the blob as in blob:mime-type.", rule);
    }

    private void Leniently(string platformText, DispatchRule rule, string reason)
    {
        if (!options.Lenient)
            throw Refusal(reason, rule);
        _findings.Add(new DispatchFinding(FindingKind.Leniency, platformText, rule));
    }

    private void Warn(string message, DispatchRule rule) => _findings.Add(new DispatchFinding(FindingKind.Warning, message, rule));

    private static BlobException Refusal(string reason, DispatchRule rule, Exception? cause = null) =>
        new(BlobError.Configuration, $"The dispatch {rule} cannot be used. {reason}.", innerException: cause);
}
