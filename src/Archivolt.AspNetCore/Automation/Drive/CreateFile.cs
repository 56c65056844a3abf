using Archivolt.AspNetCore.Documents;
using Archivolt.Blobs;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Makes a document of a file in a folder; with <c>overwrite</c> an item of the same name takes the file.</summary>
internal sealed class CreateFile : BlobOperation<Item>
{
    private readonly ItemTree _tree;
    private readonly DocumentEditor _editor;

    public CreateFile(ItemTree tree, DocumentEditor editor) : base("NuxeoDrive.CreateFile", "Services", "Makes a document of a file in a folder that is synchronized.")
    {
        (_tree, _editor) = (tree, editor);
        Parameters = [new("parentId", ParameterType.Text, IsRequired: true), new("overwrite", ParameterType.Boolean)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["blob", "blob"];

    protected override async Task<Item> RunAsync(OperationCall call, BlobSource content, IReadOnlyList<Item> before)
    {
        var folder = await _tree.GetFolderAsync(call.Principal, call.RequiredText("parentId"), call.Cancelled);
        var name = content.FileName ?? "file";
        if (call.Flag("overwrite"))
        {
            var same = await _tree.FindChildAsync(call.Principal, folder, name, isFolder: false, call.Cancelled);
            if (same is { Main: { } main })
                return await _tree.ChangedAsync(call.Principal, (await _editor.SetBlobAsync(call.Principal, same.Document, main.Path, content)).Document, call.Cancelled);
        }
        var created = await ImportedFile.CreateAsync(_editor, call.Principal, folder.Document, name, ImportedFile.TypeOf(ImportedFile.MediaTypeOf(content, name)), content);
        return await _tree.ChangedAsync(call.Principal, created, call.Cancelled);
    }

    protected override OperationResult ResultOf(IReadOnlyList<Item> results, bool isList) => new OperationResult.Json(results[^1].Write);
}
