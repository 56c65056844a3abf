using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Makes a folder in a folder; with <c>overwrite</c> one of the same name is taken.</summary>
internal sealed class CreateFolder : Operation
{
    private readonly ItemTree _tree;
    private readonly DocumentEditor _editor;

    public CreateFolder(ItemTree tree, DocumentEditor editor) : base("NuxeoDrive.CreateFolder", "Services", "Makes a folder in a folder that is synchronized.")
    {
        (_tree, _editor) = (tree, editor);
        Parameters = [new("parentId", ParameterType.Text, IsRequired: true), new("name", ParameterType.Text, IsRequired: true), new("overwrite", ParameterType.Boolean)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var (parent, name) = (await _tree.GetFolderAsync(call.Principal, call.RequiredText("parentId"), call.Cancelled), call.RequiredText("name"));
        if (call.Flag("overwrite") && await _tree.FindChildAsync(call.Principal, parent, name, isFolder: true, call.Cancelled) is { } same)
            return new OperationResult.Json(same.Write);
        var created = await _editor.CreateAsync(call.Principal, parent.Document, name, "Folder", folder =>
        {
            folder.Properties.Set("dc:title", name);
            return DocumentEditor.NoContents;
        });
        return new OperationResult.Json((await _tree.ChangedAsync(call.Principal, created, call.Cancelled)).Write);
    }
}
