namespace Archivolt.Stores.Files;

/// <summary>Makes a blob that is here already young and as durable as a fresh one.</summary>
internal sealed class RefreshBlob(StoreFiles files, string key) : StoreChange(files, key)
{
    /// <summary>What is stored; null when nothing is.</summary>
    public DiskEntry? Result { get; private set; }

    public override void Apply() => Result = Refresh();

    protected override void Succeeded()
    {
        if (Result is not { } entry)
            return;
        base.Succeeded();
        Files.RememberDurable(Key, entry);
    }
}
