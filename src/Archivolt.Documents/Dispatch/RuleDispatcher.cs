using System.Buffers;
using System.Collections.Frozen;
using Archivolt.Blobs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Archivolt.Documents.Dispatch;

/// <summary>
/// Chooses by rules: the first rule whose clauses all match, otherwise the default. Without any rule it goes by the repository's name like
/// <see cref="RepositoryDispatcher"/>. (The rule language of the platform's default dispatcher.)
/// </summary>
/// <remarks>
/// A rule is a list of clauses joined by commas; a clause is a name, an operator and a value, and nothing is trimmed. Names: any property
/// of the
/// document (<c>dc:format</c>, <c>content/name</c>, <c>files/0/file/length</c>), <c>ecm:repositoryName</c>, <c>ecm:path</c>,
/// <c>ecm:isRecord</c>,
/// <c>ecm:isFlexibleRecord</c>, <c>ecm:lifeCycleState</c>, <c>ecm:majorVersion</c>, <c>ecm:minorVersion</c>, and <c>blob:name</c>,
/// <c>blob:mime-type</c>, <c>blob:encoding</c>, <c>blob:digest</c>, <c>blob:length</c> (−1 when unknown), <c>blob:xpath</c>.
/// Archivolt's own is <c>blob:lastAccess</c>, the time since the content was last used, ordered against ISO 8601 durations, as in
/// <c>blob:lastAccess&gt;P90D</c>; lenient, it is as unknown as to the platform. Operators: <c>= != &lt; &lt;= &gt; &gt;=</c> compare by the type of the value, <c>~</c> is a glob and <c>^</c> a regular expression for the whole text. A
/// document
/// without the property never matches, not even <c>!=</c>.
/// </remarks>
public sealed partial class RuleDispatcher : IBlobDispatcher
{
    private readonly Rule[] _rules;
    private readonly DispatchDecision? _default;
    private readonly RepositoryDispatcher _byRepository;
    private readonly FrozenSet<string> _names;
    private readonly int _sharedClauses;
    private readonly SchemaRegistry _schemas;

    /// <summary>Prepares rules and logs what is odd about them.</summary>
    /// <param name="rules">The rules in order; <c>default</c> may stand anywhere among them.</param>
    /// <param name="options">What the rules are judged against; null for strict with the stock schemas.</param>
    /// <param name="logger">Receives <see cref="Findings"/>.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>: a rule cannot be used; the message names it and its place.
    /// </exception>
    public RuleDispatcher(IEnumerable<DispatchRule> rules, RuleDispatcherOptions? options = null, ILogger<RuleDispatcher>? logger = null)
    {
        options ??= new RuleDispatcherOptions();
        var compiler = new RuleCompiler(options);
        compiler.Compile(rules);
        _rules = [.. compiler.Rules];
        _default = compiler.Default is { } provider ? new DispatchDecision(provider, PrefixesKey: true, DispatchRule.Default) : null;
        _byRepository = new RepositoryDispatcher(options.Repositories);
        _names = _default is null ? [] : compiler.Names.ToFrozenSet(StringComparer.Ordinal);
        _sharedClauses = compiler.SharedClauses;
        _schemas = options.Schemas;
        ProviderIds = _default is null ? options.Repositories : compiler.Providers;
        Findings = compiler.Findings;
        Rules = _default is null ? [] : [.. _rules.Select(rule => rule.Source), new DispatchRule(DispatchRule.Default, _default.Provider)];
        logger ??= NullLogger<RuleDispatcher>.Instance;
        foreach (var finding in Findings)
            Log(logger, finding.Kind == FindingKind.Leniency ? LogLevel.Error : LogLevel.Warning, finding);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> ProviderIds { get; }

    /// <summary>
    /// Leniencies, duplicate and unreachable rules, names that look misspelt; in the order of the rules, then those about several.
    /// </summary>
    public IReadOnlyList<DispatchFinding> Findings { get; }

    /// <summary>The rules in the order in which they are tried, <c>default</c> at the end; none where it goes by the repository's name.</summary>
    public IReadOnlyList<DispatchRule> Rules { get; }

    /// <inheritdoc/>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.Configuration"/>: a regular expression that looks around or back took too long; no place was chosen.
    /// </exception>
    public DispatchDecision Decide(BlobFacts blob, Document document, PropertyPath? path) => Decide(blob, document, path, trace: null);

    /// <inheritdoc/>
    /// <exception cref="BlobException">As for <see cref="Decide(BlobFacts, Document, PropertyPath)"/>.</exception>
    public DispatchExplanation Explain(BlobFacts blob, Document document, PropertyPath? path)
    {
        var trace = new List<RuleVerdict>();
        return new DispatchExplanation(Decide(blob, document, path, trace), trace);
    }

    /// <inheritdoc/>
    public string ProviderOfUnprefixed(string repository) => _default?.Provider ?? repository;

    /// <inheritdoc/>
    public bool DependsOn(string property) => _names.Contains(property);

    private DispatchDecision Decide(BlobFacts blob, Document document, PropertyPath? path, List<RuleVerdict>? trace)
    {
        ArgumentNullException.ThrowIfNull(blob);
        ArgumentNullException.ThrowIfNull(document);
        // Returned clean, so rented clean; documents are not kept alive by it.
        var seen = ArrayPool<Fact>.Shared.Rent(_names.Count);
        var answers = ArrayPool<ClauseAnswer>.Shared.Rent(_sharedClauses);
        try
        {
            var subject = new DispatchSubject(
                blob, document, path, _schemas, seen.AsSpan(0, _names.Count), answers.AsSpan(0, _sharedClauses));
            return (trace is null ? FirstMatch(subject) : FirstMatch(subject, trace)) ?? _default ?? _byRepository.Decide(blob, document, path);
        }
        finally
        {
            ArrayPool<Fact>.Shared.Return(seen, clearArray: true);
            ArrayPool<ClauseAnswer>.Shared.Return(answers, clearArray: true);
        }
    }

    private DispatchDecision? FirstMatch(in DispatchSubject subject)
    {
        foreach (var rule in _rules)
        {
            if (rule.Matches(subject))
                return rule.Decision;
        }
        return null;
    }

    private DispatchDecision? FirstMatch(in DispatchSubject subject, List<RuleVerdict> trace)
    {
        foreach (var rule in _rules)
        {
            var clauses = new List<ClauseVerdict>();
            var matches = rule.Matches(subject, clauses);
            trace.Add(new RuleVerdict(rule.Source.When, rule.Decision.Provider, matches, clauses));
            if (matches)
                return rule.Decision;
        }
        return null;
    }

    [LoggerMessage(EventId = 1, Message = "{Finding}")]
    private static partial void Log(ILogger logger, LogLevel level, DispatchFinding finding);
}
