using Archivolt.Documents.Dispatch.Patterns;

namespace Archivolt.Documents.Dispatch;

/// <summary>One comparison of a rule, with everything that can be prepared before there is a blob.</summary>
internal sealed class Clause
{
    private readonly ClauseOperator _operator;
    private readonly FactSource _source;
    private readonly string _operand;
    private readonly long? _integer;
    private readonly double? _number;
    private readonly JavaInstant? _instant;
    private readonly TimeSpan? _duration;
    private readonly TextPattern? _pattern;

    /// <summary>Prepares a clause.</summary>
    /// <exception cref="FormatException">The pattern is none; the message says why.</exception>
    public Clause(string text, ClauseParts parts, FactSource source)
    {
        Text = text;
        Name = parts.Name;
        _operator = parts.Operator;
        _operand = parts.Operand;
        _source = source;
        _integer = PlatformText.ParseInteger(_operand);
        _number = JavaDouble.Parse(_operand);
        _instant = JavaInstant.Parse(_operand);
        _duration = parts.Name == FactReaders.LastAccess ? PlatformText.ParseDuration(_operand) : null;
        _pattern = _operator switch
        {
            ClauseOperator.Glob => new GlobPattern(_operand),
            ClauseOperator.Regex => new RegexPattern(_operand),
            _ => null,
        };
    }

    public string Text { get; }

    public string Name { get; }

    /// <summary>True for a glob or a regular expression.</summary>
    public bool IsPattern => _pattern is not null;

    /// <summary>True when the pattern needs an engine whose time is limited rather than linear.</summary>
    public bool IsTimeBounded => _pattern is { IsTimeBounded: true };

    /// <summary>True for a comparison of ages that can match: ordered, with a duration.</summary>
    public bool ComparesAges => _duration is not null
        && _operator is ClauseOperator.Less or ClauseOperator.LessOrEqual or ClauseOperator.Greater or ClauseOperator.GreaterOrEqual;

    /// <summary>True for the operand of a comparison with values of a kind; a pattern has none.</summary>
    public bool HasOperandOf(FactKind kind) => _pattern is null && kind switch
    {
        FactKind.Integer => _integer is not null,
        FactKind.Number => _number is not null,
        FactKind.Date => _instant is not null,
        _ => false,
    };

    /// <summary>Its number among the clauses that several rules have in common; −1 for one rule's own.</summary>
    public int Shared { get; set; } = -1;

    /// <summary>Tests the clause; <paramref name="fact"/> is what it saw.</summary>
    public bool Matches(in DispatchSubject subject, out Fact fact)
    {
        fact = _pattern is null ? subject.Read(_source) : subject.ReadText(_source);
        return fact.Kind != FactKind.Missing && Compare(fact);
    }

    /// <summary>Tests the clause, or remembers what it said when an earlier rule asked.</summary>
    public bool Matches(in DispatchSubject subject)
    {
        if (Shared < 0)
            return Matches(subject, out _);
        ref var said = ref subject.Said(Shared);
        if (said == ClauseAnswer.None)
            said = Matches(subject, out _) ? ClauseAnswer.Yes : ClauseAnswer.No;
        return said == ClauseAnswer.Yes;
    }

    /// <summary>Tests the clause for a value.</summary>
    public bool Compare(in Fact fact) => _operator switch
    {
        ClauseOperator.Equal => IsEqual(fact),
        ClauseOperator.NotEqual => !IsEqual(fact),
        ClauseOperator.Less => Order(fact) < 0,
        ClauseOperator.LessOrEqual => Order(fact) <= 0,
        ClauseOperator.Greater => Order(fact) > 0,
        ClauseOperator.GreaterOrEqual => Order(fact) >= 0,
        _ => _pattern!.IsMatch(fact.Text),
    };

    private bool IsEqual(in Fact fact) => fact.Kind is FactKind.Integer or FactKind.Number or FactKind.Date
        ? Order(fact) == 0
        : string.Equals(fact.Text, _operand, StringComparison.Ordinal);

    // Null where value and operand cannot be ordered: then no ordering holds, and the two are different.
    private int? Order(in Fact fact) => fact.Kind switch
    {
        FactKind.Integer => _integer is { } integer ? fact.Integer.CompareTo(integer) : null,
        FactKind.Number => _number is { } number ? JavaDouble.Compare(fact.Number, number) : null,
        FactKind.Date => _instant is { } instant ? JavaInstant.Of(fact.UtcTicks).CompareTo(instant) : null,
        FactKind.Duration => _duration is { } duration ? fact.Duration.CompareTo(duration) : null,
        FactKind.Null when _integer is { } integer => 0L.CompareTo(integer),
        FactKind.Null when _number is { } number => JavaDouble.Compare(0, number),
        FactKind.Null => string.CompareOrdinal("", _operand),
        _ => string.CompareOrdinal(fact.Text, _operand),
    };
}

/// <summary>What a clause said of the blob at hand.</summary>
internal enum ClauseAnswer : byte
{
    None,
    No,
    Yes,
}
