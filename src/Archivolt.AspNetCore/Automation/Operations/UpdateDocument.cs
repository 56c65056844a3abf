using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Changes properties of a document.</summary>
internal sealed class UpdateDocument : DocumentOperation
{
    private readonly DocumentEditor _editor;
    private readonly OperationProperties _properties;

    public UpdateDocument(DocumentEditor editor, OperationProperties properties) : base("Document.Update", "Document", "Changes properties of a document.")
    {
        (_editor, _properties) = (editor, properties);
        Parameters = [new("properties", ParameterType.Properties, IsRequired: true), OperationParameter.Save, new("changeToken", ParameterType.Text)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var properties = _properties.Of(call, "properties") ?? throw call.Missing("properties");
        return await _editor.UpdateAsync(call.Principal, document, properties, new EditOptions { ChangeToken = call.Text("changeToken") });
    }
}
