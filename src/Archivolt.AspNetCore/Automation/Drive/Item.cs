using System.Text.Json;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;

namespace Archivolt.AspNetCore.Automation.Drive;

/// <summary>A document as a file or folder on a device.</summary>
/// <param name="Document">The document.</param>
/// <param name="Id">Its id.</param>
/// <param name="ParentId">Id of the folder that it is in.</param>
/// <param name="Path">The ids from the top to it.</param>
/// <param name="Main">The file; null for a folder.</param>
/// <param name="CanWrite">True when the user may change it.</param>
/// <param name="CanRemove">True when the user may delete it.</param>
internal sealed record Item(Document Document, string Id, string ParentId, string Path, (PropertyPath Path, BlobInfo Blob)? Main, bool CanWrite, bool CanRemove)
{
    /// <summary>Its name on the device.</summary>
    public string Name => NameOf(Document, Main?.Blob);

    /// <summary>The name of a document on a device.</summary>
    public static string NameOf(Document document, BlobInfo? main) => main?.FileName is { Length: > 0 } name ? name : document.Title;

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, Id);
        writer.WriteString("parentId"u8, ParentId);
        writer.WriteString("path"u8, Path);
        writer.WriteString("name"u8, Name);
        writer.WriteBoolean("folder"u8, Main is null);
        writer.WriteString("creator"u8, Document.Properties.Get("dc:creator") as string);
        writer.WriteString("lastContributor"u8, Document.Properties.Get("dc:lastContributor") as string);
        WriteTime(writer, "creationDate", Document.Properties.Get("dc:created") as DateTimeOffset?);
        WriteTime(writer, "lastModificationDate", Document.Modified);
        writer.WriteBoolean("canRename"u8, CanWrite);
        writer.WriteBoolean("canDelete"u8, CanRemove);
        WriteLock(writer);
        if (Main is { } main)
        {
            writer.WriteString("downloadURL"u8, DownloadUrl.Build(Document, main.Path, main.Blob));
            writer.WriteString("digestAlgorithm"u8, main.Blob.KnownDigest?.Algorithm.Name);
            writer.WriteString("digest"u8, main.Blob.Digest);
            writer.WriteBoolean("canUpdate"u8, CanWrite);
        }
        else
        {
            writer.WriteBoolean("canCreateChild"u8, CanWrite);
            writer.WriteBoolean("canScrollDescendants"u8, true);
        }
        writer.WriteEndObject();
    }

    private void WriteLock(Utf8JsonWriter writer)
    {
        if (Document.Lock is not { } held)
        {
            writer.WriteNull("lockInfo"u8);
            return;
        }
        writer.WriteStartObject("lockInfo"u8);
        writer.WriteString("owner"u8, held.Owner);
        writer.WriteNumber("created"u8, held.Created.ToUnixTimeMilliseconds());
        writer.WriteEndObject();
    }

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } instant)
            writer.WriteNumber(name, instant.ToUnixTimeMilliseconds());
        else
            writer.WriteNull(name);
    }
}
