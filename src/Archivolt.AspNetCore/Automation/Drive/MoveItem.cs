using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Moves an item into another folder.</summary>
internal sealed class MoveItem : Operation
{
    private readonly ItemTree _tree;
    private readonly DocumentEditor _editor;

    public MoveItem(ItemTree tree, DocumentEditor editor) : base("NuxeoDrive.Move", "Services", "Moves a file or folder that is synchronized into another folder.")
    {
        (_tree, _editor) = (tree, editor);
        Parameters = [new("srcId", ParameterType.Text, IsRequired: true), new("destId", ParameterType.Text, IsRequired: true)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var item = await _tree.GetAsync(call.Principal, call.RequiredText("srcId"), call.Cancelled);
        var folder = await _tree.GetFolderAsync(call.Principal, call.RequiredText("destId"), call.Cancelled);
        var moved = await _editor.MoveAsync(call.Principal, item.Document, folder.Document);
        return new OperationResult.Json((await _tree.ChangedAsync(call.Principal, moved, call.Cancelled)).Write);
    }
}
