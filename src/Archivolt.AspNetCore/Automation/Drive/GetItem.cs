namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Describes an item; <c>null</c> where the user has none of this id.</summary>
internal sealed class GetItem : Operation
{
    private readonly ItemTree _tree;

    public GetItem(ItemTree tree) : base("NuxeoDrive.GetFileSystemItem", "Services", "Describes a file or folder that is synchronized; null where there is none.")
    {
        _tree = tree;
        Parameters = [new("id", ParameterType.Text, IsRequired: true), new("parentId", ParameterType.Text)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var item = await _tree.FindAsync(call.Principal, call.RequiredText("id"), call.Cancelled);
        return new OperationResult.Json(writer =>
        {
            if (item is null)
                writer.WriteNullValue();
            else
                item.Write(writer);
        });
    }
}
