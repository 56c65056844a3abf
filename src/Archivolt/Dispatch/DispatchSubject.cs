using Archivolt.Documents;

namespace Archivolt.Dispatch;

/// <summary>What a decision is about. Lives on the stack for one decision.</summary>
internal ref struct DispatchSubject(BlobFacts blob, Document document, PropertyPath? path, SchemaRegistry schemas)
{
    private string? _xpath;

    public readonly BlobFacts Blob => blob;

    public readonly Document Document => document;

    /// <summary>The platform's low-level path of the blob, made once when a rule asks for it.</summary>
    public string? XPath => path is null ? null : _xpath ??= schemas.LowLevel(path);
}

/// <summary>Reads the value that a clause names.</summary>
internal delegate Fact FactReader(ref DispatchSubject subject);
