using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>The file beside <c>config.xml</c> that says who uses a store directory. The Nuxeo platform does not look at it.</summary>
internal sealed class OwnerFile(string store, IDisk disk, string home, string temporary)
{
    public const string FileName = "archivolt-owner.json";

    private string Place => $"{home}/{FileName}";

    public ReadOnlyMemory<byte>? Read()
    {
        using var file = disk.Open(Place);
        if (file is null)
            return null;
        if (file.Entry.Length > IOwnerRecord.MaxLength)
            throw new BlobException(BlobError.Configuration, $"'{Place}' is far too large for an owner's record. Restore it from a backup, or delete it.", store);
        var record = new byte[file.Entry.Length];
        var length = 0;
        for (int count; length < record.Length && (count = file.Read(record.AsSpan(length), length)) > 0;)
            length += count;
        return record.AsMemory(0, length);
    }

    public bool Write(ReadOnlyMemory<byte> record, bool replace)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(record.Length, IOwnerRecord.MaxLength, nameof(record));
        var draft = $"{temporary}/{TemporaryNames.Next(disk.Writer)}";
        try
        {
            using (var file = disk.Create(draft))
            {
                file.Write(record.Span, 0);
                file.Sync();
                file.Close();
            }
            if (replace)
                disk.Replace(draft, Place);
            else if (!disk.Publish(draft, Place))
                return false;
            disk.SyncDirectory(home);
            return true;
        }
        finally
        {
            disk.Delete(draft);
        }
    }
}
