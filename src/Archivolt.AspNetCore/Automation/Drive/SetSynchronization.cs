using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>Makes a folder a root of synchronization for whoever asks, or no longer.</summary>
internal sealed class SetSynchronization : DocumentOperation
{
    private readonly RootSwitch _roots;
    private readonly SchemaRegistry _schemas;

    public SetSynchronization(RootSwitch roots, SchemaRegistry schemas)
        : base("NuxeoDrive.SetSynchronization", "Services", "Synchronizes a folder with the devices of whoever asks, or no longer.")
    {
        (_roots, _schemas) = (roots, schemas);
        Parameters = [new("enable", ParameterType.Boolean, IsRequired: true)];
    }

    protected override async Task<Document?> RunAsync(OperationCall call, Document document)
    {
        if (_schemas.Types.GetValueOrDefault(document.Type)?.IsFolderish is not true)
            throw RequestException.BadRequest("A folder is synchronized with what is in it; this document is none.");
        await _roots.SetAsync(call.Principal, document, call.Flag("enable", call.Text("enable") is null ? throw call.Missing("enable") : false), call.Cancelled);
        return document;
    }
}
