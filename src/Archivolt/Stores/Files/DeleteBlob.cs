namespace Archivolt.Stores.Files;

/// <summary>Deletes a blob.</summary>
internal sealed class DeleteBlob(StoreFiles files, string key) : StoreChange(files, key)
{
    /// <summary>False when it was not there.</summary>
    public bool Result { get; private set; }

    public override void Apply()
    {
        Files.ForgetDurable(Key);
        Result = Files.Disk.Stat(Path) is { IsFile: true } && Files.Disk.Delete(Path);
        if (Result)
            Unsynced.Add(Parent);
    }

    protected override void Succeeded() { }
}
