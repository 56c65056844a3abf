using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Puts an item into the trash; a root is only synchronized no longer.</summary>
internal sealed class DeleteItem : Operation
{
    private readonly ItemTree _tree;
    private readonly DocumentEditor _editor;
    private readonly RootSwitch _roots;

    public DeleteItem(ItemTree tree, DocumentEditor editor, RootSwitch roots) : base("NuxeoDrive.Delete", "Services", "Puts a file or folder that is synchronized into the trash.")
    {
        (_tree, _editor, _roots) = (tree, editor, roots);
        Parameters = [new("id", ParameterType.Text, IsRequired: true), new("parentId", ParameterType.Text)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "void"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var item = await _tree.GetAsync(call.Principal, call.RequiredText("id"), call.Cancelled);
        if (item.ParentId == ItemId.TopLevel)
            await _roots.SetAsync(call.Principal, item.Document, isRoot: false, call.Cancelled);
        else
            await _editor.TrashAsync(call.Principal, item.Document, trashed: true);
        return OperationResult.Nothing;
    }
}
