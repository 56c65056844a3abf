
namespace Archivolt.Documents.Dispatch;

/// <summary>
/// What a decision is about. Lives on the stack for one decision, reads every value once and asks every clause once.
/// </summary>
internal readonly ref struct DispatchSubject(
    BlobFacts blob, Document document, PropertyPath? path, SchemaRegistry schemas, Span<Fact> seen, Span<ClauseAnswer> answers)
{
    private readonly Span<Fact> _seen = seen;
    private readonly Span<ClauseAnswer> _answers = answers;

    public BlobFacts Blob => blob;

    public Document Document => document;

    /// <summary>The platform's low-level path of the blob.</summary>
    public string? XPath => path is null ? null : schemas.LowLevel(path);

    /// <summary>The value of a source.</summary>
    public Fact Read(FactSource source)
    {
        ref var fact = ref _seen[source.Index];
        if (fact.Kind == FactKind.Unread)
            fact = source.Read(this);
        return fact;
    }

    /// <summary>The value of a source, with its text made once.</summary>
    public Fact ReadText(FactSource source)
    {
        Read(source);
        ref var fact = ref _seen[source.Index];
        if (!fact.HasText)
            fact = fact.WithText();
        return fact;
    }

    /// <summary>What a clause of several rules said when it was asked.</summary>
    public ref ClauseAnswer Said(int shared) => ref _answers[shared];
}

/// <summary>Reads a value that a clause names.</summary>
internal delegate Fact FactReader(in DispatchSubject subject);

/// <summary>A name that clauses use.</summary>
/// <param name="Index">Its number among the names of all rules.</param>
/// <param name="Read">Reads the value.</param>
internal sealed record FactSource(int Index, FactReader Read);
