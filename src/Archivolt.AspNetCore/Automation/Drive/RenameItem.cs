using Archivolt.Blobs;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Gives an item another name: a folder its title, a document its file's name, and its title where that was the same.</summary>
internal sealed class RenameItem : Operation
{
    private readonly ItemTree _tree;
    private readonly DocumentEditor _editor;

    public RenameItem(ItemTree tree, DocumentEditor editor) : base("NuxeoDrive.Rename", "Services", "Gives a file or folder that is synchronized another name.")
    {
        (_tree, _editor) = (tree, editor);
        Parameters = [new("id", ParameterType.Text, IsRequired: true), new("name", ParameterType.Text, IsRequired: true)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var (item, name) = (await _tree.GetAsync(call.Principal, call.RequiredText("id"), call.Cancelled), call.RequiredText("name"));
        var renamed = await _editor.UpdateAsync(call.Principal, item.Document, present =>
        {
            if (item.Main is null || present.Title == item.Name)
                present.Properties.Set("dc:title", name);
            if (item.Main is { } file && present.Properties.Get(file.Path) is BlobInfo blob)
                present.Properties.Set(file.Path, blob with { FileName = name });
            return DocumentEditor.NoContents;
        });
        return new OperationResult.Json((await _tree.ChangedAsync(call.Principal, renamed, call.Cancelled)).Write);
    }
}
