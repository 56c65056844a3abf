using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Management;

/// <summary>The answer to a scan that was asked for.</summary>
internal static class ScanResult
{
    public static IResult Of(DocumentScanReport? report) => report is null
        ? throw new RequestException(StatusCodes.Status409Conflict, "Another server is doing this at the moment.")
        : new EntityResult("sweep", writer =>
        {
            writer.WriteNumber("looked"u8, report.Looked);
            writer.WriteNumber("changed"u8, report.Changed);
            writer.WriteNumber("failed"u8, report.Failed);
        });
}
