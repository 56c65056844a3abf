using System.Globalization;
using Archivolt.AspNetCore.Errors;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Tells what changed since a client asked last.</summary>
internal sealed class GetChanges : Operation
{
    private readonly ItemTree _tree;
    private readonly ItemChanges _changes;
    private readonly TimeProvider _clock;

    public GetChanges(ItemTree tree, ItemChanges changes, TimeProvider clock)
        : base("NuxeoDrive.GetChangeSummary", "Services", "Tells what changed of what is synchronized, since the bound that the last answer gave.")
    {
        (_tree, _changes, _clock) = (tree, changes, clock);
        Parameters = [new("lowerBound", ParameterType.Integer), new("lastSyncActiveRootDefinitions", ParameterType.Text)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var roots = await _tree.RootsAsync(call.Principal, call.Cancelled);
        var page = await _changes.FindAsync(call.Principal, roots, BoundIn(call), call.Cancelled);
        return new OperationResult.Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("fileSystemChanges"u8);
            foreach (var change in page.Changes)
            {
                writer.WriteStartObject();
                writer.WriteString("repositoryId"u8, change.Entry.Repository);
                writer.WriteString("eventId"u8, change.EventId);
                writer.WriteNumber("eventDate"u8, change.Entry.EventDate.ToUnixTimeMilliseconds());
                writer.WriteString("docUuid"u8, change.Entry.DocumentId);
                writer.WriteString("fileSystemItemId"u8, change.ItemId);
                writer.WriteString("fileSystemItemName"u8, change.Item?.Name);
                writer.WritePropertyName("fileSystemItem"u8);
                if (change.Item is { } item)
                    item.Write(writer);
                else
                    writer.WriteNullValue();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteString("activeSynchronizationRootDefinitions"u8, string.Join(',', roots.Select(root => $"{root.Repository}:{root.Id}")));
            writer.WriteNumber("syncDate"u8, _clock.GetUtcNow().ToUnixTimeMilliseconds());
            writer.WriteNumber("upperBound"u8, page.UpperBound);
            writer.WriteBoolean("hasTooManyChanges"u8, page.IsTooMuch);
            writer.WriteEndObject();
        });
    }

    // A negative one, and none, ask where to begin.
    private static long? BoundIn(OperationCall call) => call.Text("lowerBound") is not { Length: > 0 } text ? null
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound) ? bound >= 0 ? bound : null
        : throw RequestException.BadRequest("'lowerBound' is to be a number.");
}
