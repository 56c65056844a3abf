using System.Text.Json;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Json;

/// <summary>Where a blob is between storage and cold storage, with the platform's names of a blob's status.</summary>
internal static class ColdStatusJson
{
    public static void Write(Utf8JsonWriter writer, ColdStatus status)
    {
        writer.WriteString("state"u8, JsonNamingPolicy.CamelCase.ConvertName(status.State.ToString()));
        // What the platform's stores say of archived objects; null is the standard class.
        writer.WriteString("storageClass"u8, status.State == ColdState.Available ? null : "GLACIER");
        writer.WriteBoolean("downloadable"u8, status.IsReadable);
        writer.WriteString("downloadableUntil"u8, status.Until is { } until ? JsonDates.Format(until) : null);
        writer.WriteBoolean("ongoingRestore"u8, status.State == ColdState.Restoring);
        writer.WriteString("expected"u8, status.Expected is { } expected ? JsonDates.Format(expected) : null);
    }
}
