using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Creates a child of a document.</summary>
internal sealed class CreateDocument : DocumentOperation
{
    private const string DefaultName = "Untitled";

    private readonly DocumentEditor _editor;
    private readonly OperationProperties _properties;
    private readonly SchemaRegistry _schemas;

    public CreateDocument(DocumentEditor editor, OperationProperties properties, SchemaRegistry schemas)
        : base("Document.Create", "Document", "Creates a child of a document.")
    {
        (_editor, _properties, _schemas) = (editor, properties, schemas);
        Parameters = [new("type", ParameterType.Text, IsRequired: true), new("name", ParameterType.Text), new("properties", ParameterType.Properties)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        var type = call.RequiredText("type");
        if (!_schemas.Types.ContainsKey(type))
            throw RequestException.NotFound($"Type not found: {type}");
        var fill = _properties.Of(call, "properties") ?? (_ => DocumentEditor.NoContents);
        return await _editor.CreateAsync(call.Principal, document, call.Text("name") is { Length: > 0 } name ? name : DefaultName, type, fill);
    }
}
