using System.Buffers.Text;
using System.Text;
using Archivolt.AspNetCore.Errors;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Lists everything below a folder piece by piece. The scroll id says where the last piece ended, so any node goes on.</summary>
internal sealed class ScrollItems : Operation
{
    private readonly ItemTree _tree;

    public ScrollItems(ItemTree tree) : base("NuxeoDrive.ScrollDescendants", "Services", "Lists everything below a folder that is synchronized, piece by piece.")
    {
        _tree = tree;
        Parameters =
        [
            new("id", ParameterType.Text, IsRequired: true), new("scrollId", ParameterType.Text), new("batchSize", ParameterType.Integer, IsRequired: true),
            new("keepAlive", ParameterType.Integer),
        ];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var folder = await _tree.GetFolderAsync(call.Principal, call.RequiredText("id"), call.Cancelled);
        var size = Math.Clamp(call.Number("batchSize") ?? throw call.Missing("batchSize"), 1, ItemTree.MaxItems);
        var after = call.Text("scrollId") is { Length: > 0 } scroll ? PathIn(scroll) : null;
        var (items, last) = await _tree.DescendantsAsync(call.Principal, folder, after, size, call.Cancelled);
        return new OperationResult.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("scrollId"u8, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(last ?? folder.Document.Path)));
            writer.WriteStartArray("fileSystemItems"u8);
            foreach (var item in items)
                item.Write(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    private static string PathIn(string scrollId) => Base64Url.IsValid(scrollId)
        ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(scrollId))
        : throw RequestException.BadRequest("'scrollId' comes from no answer of this operation.");
}
