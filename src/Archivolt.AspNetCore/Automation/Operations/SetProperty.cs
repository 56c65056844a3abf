using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Changes one property of a document; without a value it is emptied.</summary>
internal sealed class SetProperty : DocumentOperation
{
    private readonly DocumentEditor _editor;
    private readonly OperationProperties _properties;

    public SetProperty(DocumentEditor editor, OperationProperties properties) : base("Document.SetProperty", "Document", "Changes one property of a document.")
    {
        (_editor, _properties) = (editor, properties);
        Parameters = [new("xpath", ParameterType.Text, IsRequired: true), new("value", ParameterType.Any), OperationParameter.Save];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document) =>
        await _editor.UpdateAsync(call.Principal, document, _properties.One(call, call.RequiredText("xpath"), call.Value("value")));
}
