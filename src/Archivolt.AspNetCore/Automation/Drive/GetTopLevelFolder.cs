namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Describes the folder that the user's roots are in.</summary>
internal sealed class GetTopLevelFolder() : Operation("NuxeoDrive.GetTopLevelFolder", "Services", "Describes the folder that the roots of synchronization are in.")
{
    public override IReadOnlyList<string> Signature { get; } = ["void", "blob"];

    public override Task<OperationResult> RunAsync(OperationCall call) => Task.FromResult<OperationResult>(new OperationResult.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, ItemId.TopLevel);
        writer.WriteNull("parentId"u8);
        writer.WriteString("path"u8, "/" + ItemId.TopLevel);
        writer.WriteString("name"u8, "Archivolt");
        writer.WriteBoolean("folder"u8, true);
        writer.WriteString("creator"u8, call.Principal.Name);
        writer.WriteString("lastContributor"u8, call.Principal.Name);
        writer.WriteNull("creationDate"u8);
        writer.WriteNull("lastModificationDate"u8);
        writer.WriteBoolean("canRename"u8, false);
        writer.WriteBoolean("canDelete"u8, false);
        writer.WriteNull("lockInfo"u8);
        writer.WriteBoolean("canCreateChild"u8, false);
        writer.WriteBoolean("canScrollDescendants"u8, false);
        writer.WriteEndObject();
    }));
}
