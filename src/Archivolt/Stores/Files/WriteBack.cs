namespace Archivolt.Stores.Files;

/// <summary>Asks for write-back while a file grows, so that the sync at its end finds little left to do.</summary>
internal sealed class WriteBack(IDiskFile file)
{
    private const long Every = 8 * 1024 * 1024;

    private long _asked;

    /// <summary>Says how long the file is by now.</summary>
    public void Reach(long length)
    {
        if (length - _asked < Every)
            return;
        file.StartWriteBack(_asked, length - _asked);
        _asked = length;
    }
}
