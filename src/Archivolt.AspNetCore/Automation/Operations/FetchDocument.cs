namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Reads a document.</summary>
internal sealed class FetchDocument : Operation
{
    public FetchDocument() : base("Repository.GetDocument", "Fetch", "Reads a document by its id or path.")
    {
        Aliases = ["Document.Fetch"];
        Parameters = [new("value", ParameterType.Document, IsRequired: true)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "document"];

    public override async Task<OperationResult> RunAsync(OperationCall call) => OperationResult.Of(await call.DocumentAsync("value"));
}
