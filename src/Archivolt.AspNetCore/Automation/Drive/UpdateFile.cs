using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Replaces the file of an item.</summary>
internal sealed class UpdateFile : BlobOperation<Item>
{
    private readonly ItemTree _tree;
    private readonly DocumentEditor _editor;

    public UpdateFile(ItemTree tree, DocumentEditor editor) : base("NuxeoDrive.UpdateFile", "Services", "Replaces a file that is synchronized.")
    {
        (_tree, _editor) = (tree, editor);
        Parameters = [new("id", ParameterType.Text, IsRequired: true), new("parentId", ParameterType.Text)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["blob", "blob"];

    protected override async Task<Item> RunAsync(OperationCall call, BlobSource content, IReadOnlyList<Item> before)
    {
        var item = await _tree.GetAsync(call.Principal, call.RequiredText("id"), call.Cancelled);
        return item.Main is { } main
            ? await _tree.ChangedAsync(call.Principal, (await _editor.SetBlobAsync(call.Principal, item.Document, main.Path, content)).Document, call.Cancelled)
            : throw RequestException.BadRequest("A folder takes no file.");
    }

    protected override OperationResult ResultOf(IReadOnlyList<Item> results, bool isList) => new OperationResult.Json(results[^1].Write);
}
