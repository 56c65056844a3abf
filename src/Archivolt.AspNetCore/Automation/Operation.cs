namespace Archivolt.AspNetCore.Automation;

/// <summary>One operation that clients run by name: <c>POST …/automation/{id}</c>. An instance serves all requests.</summary>
/// <param name="id">The platform's name, such as <c>Document.GetBlob</c>.</param>
/// <param name="category">Heading in a list of operations.</param>
/// <param name="description">What it does, in a sentence.</param>
internal abstract class Operation(string id, string category, string description)
{
    /// <summary>The name.</summary>
    public string Id => id;

    /// <summary>Heading in a list of operations.</summary>
    public string Category => category;

    /// <summary>What it does, in a sentence.</summary>
    public string Description => description;

    /// <summary>Further names.</summary>
    public IReadOnlyList<string> Aliases { get; protected init; } = [];

    /// <summary>The parameters.</summary>
    public IReadOnlyList<OperationParameter> Parameters { get; protected init; } = [];

    /// <summary>Kinds of input and output in turn: <c>document</c>, <c>documents</c>, <c>blob</c>, <c>bloblist</c>, <c>void</c>.</summary>
    public abstract IReadOnlyList<string> Signature { get; }

    /// <summary>Runs it.</summary>
    public abstract Task<OperationResult> RunAsync(OperationCall call);
}
