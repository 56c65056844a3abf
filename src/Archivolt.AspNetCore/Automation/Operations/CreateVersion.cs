using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Keeps the state of a document as a version; answers the document.</summary>
internal sealed class CreateVersion : DocumentOperation
{
    private readonly DocumentVersions _versions;

    public CreateVersion(DocumentVersions versions) : base("Document.CreateVersion", "Document", "Keeps the state of a document as a version.")
    {
        _versions = versions;
        Parameters = [new("increment", ParameterType.Text), new("saveDocument", ParameterType.Boolean)];
    }

    protected override Task<Document?> RunAsync(OperationCall call, Document document) => CheckInAsync(_versions, call, document, "increment");

    /// <summary>Keeps a state; a parameter says by which part of the number it goes on.</summary>
    public static async Task<Document?> CheckInAsync(DocumentVersions versions, OperationCall call, Document document, string parameter)
    {
        var isMajor = call.Text(parameter) switch
        {
            null or "" => false,
            var part when part.Equals("Major", StringComparison.OrdinalIgnoreCase) => true,
            var part when part.Equals("Minor", StringComparison.OrdinalIgnoreCase) => false,
            _ => throw Errors.RequestException.BadRequest($"'{parameter}' is to be Major or Minor."),
        };
        await versions.CheckInAsync(call.Principal, document, isMajor, call.Text("comment"));
        return await DocumentReference.FindAsync(call.Context, document.Id);
    }
}
