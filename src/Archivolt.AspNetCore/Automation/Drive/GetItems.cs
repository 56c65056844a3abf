namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Lists what is in a folder; the top-level folder holds the user's roots.</summary>
internal sealed class GetItems : Operation
{
    private readonly ItemTree _tree;

    public GetItems(ItemTree tree) : base("NuxeoDrive.GetChildren", "Services", "Lists what is in a folder that is synchronized.")
    {
        _tree = tree;
        Parameters = [new("id", ParameterType.Text, IsRequired: true)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var id = call.RequiredText("id");
        var items = id == ItemId.TopLevel
            ? await RootsAsync(call)
            : await _tree.ChildrenAsync(call.Principal, await _tree.GetFolderAsync(call.Principal, id, call.Cancelled), call.Cancelled);
        return new OperationResult.Json(writer =>
        {
            writer.WriteStartArray();
            foreach (var item in items)
                item.Write(writer);
            writer.WriteEndArray();
        });
    }

    private async Task<IReadOnlyList<Item>> RootsAsync(OperationCall call)
    {
        var roots = await _tree.RootsAsync(call.Principal, call.Cancelled);
        var items = new List<Item>(roots.Count);
        foreach (var root in roots)
        {
            if (await _tree.ItemOfAsync(call.Principal, root, roots, call.Cancelled) is { } item)
                items.Add(item);
        }
        return items;
    }
}
