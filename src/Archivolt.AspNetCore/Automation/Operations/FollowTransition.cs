using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Follows a transition of a document's life cycle.</summary>
internal sealed class FollowTransition : DocumentOperation
{
    private readonly DocumentEditor _editor;

    public FollowTransition(DocumentEditor editor) : base("Document.FollowLifecycleTransition", "Document", "Follows a transition of a document's life cycle.")
    {
        _editor = editor;
        Aliases = ["Document.SetLifeCycle"];
        Parameters = [new("value", ParameterType.Text, IsRequired: true)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document) => await _editor.FollowAsync(call.Principal, document, call.RequiredText("value"));
}
