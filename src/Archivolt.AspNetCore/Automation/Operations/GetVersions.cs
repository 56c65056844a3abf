using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Lists the versions of a document, the oldest first.</summary>
internal sealed class GetVersions(DocumentVersions versions) : Operation("Document.GetVersions", "Fetch", "Lists the versions of a document.")
{
    public override IReadOnlyList<string> Signature { get; } = ["document", "documents"];

    // Whoever reads a document reads its versions: they have no access entries of their own.
    public override async Task<OperationResult> RunAsync(OperationCall call) => call.Documents.Items is [var document]
        ? new OperationResult.Documents(await versions.ListAsync(document, call.Cancelled), IsList: true)
        : throw Errors.RequestException.BadRequest("One document is asked for its versions.");
}
