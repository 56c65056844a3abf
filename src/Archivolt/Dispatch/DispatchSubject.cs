using Archivolt.Documents;

namespace Archivolt.Dispatch;

/// <summary>What a decision is about. Lives on the stack for one decision and reads every value once.</summary>
internal readonly ref struct DispatchSubject(BlobFacts blob, Document document, PropertyPath? path, SchemaRegistry schemas, Span<Fact> seen)
{
    private readonly Span<Fact> _seen = seen;

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
}

/// <summary>Reads a value that a clause names.</summary>
internal delegate Fact FactReader(in DispatchSubject subject);

/// <summary>A name that clauses use.</summary>
/// <param name="Index">Its number among the names of all rules.</param>
/// <param name="Read">Reads the value.</param>
internal sealed record FactSource(int Index, FactReader Read);
