using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Keeps the state of a document as a version, by the name that older clients use.</summary>
internal sealed class CheckIn : DocumentOperation
{
    private readonly DocumentVersions _versions;

    public CheckIn(DocumentVersions versions) : base("Document.CheckIn", "Document", "Keeps the state of a document as a version.")
    {
        _versions = versions;
        Parameters = [new("version", ParameterType.Text, IsRequired: true), new("comment", ParameterType.Text), new("versionVarName", ParameterType.Text)];
    }

    protected override Task<Document?> RunAsync(OperationCall call, Document document)
    {
        call.RequiredText("version");
        return CreateVersion.CheckInAsync(_versions, call, document, "version");
    }
}
