using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Encryption;

/// <summary>The keyring's two copies in a store, under keys that <see cref="Encrypted"/> reserves.</summary>
internal sealed class KeyringCopies(IBlobStore store)
{
    // Far more than thousands of keys take.
    private const int MaxLength = 4 * 1024 * 1024;

    public static readonly IReadOnlyList<string> Keys = ReservedKeys.Keyring;

    public string StoreName => store.Traits.Name;

    public bool CanWrite => store.Traits is { CanWrite: true, CanReplace: true };

    /// <summary>Both copies, as they are.</summary>
    public async Task<IReadOnlyList<KeyringCopy>> ReadAsync(CancellationToken cancellationToken)
    {
        var copies = new List<KeyringCopy>();
        foreach (var key in Keys)
            copies.Add(await ReadAsync(key, cancellationToken));
        return copies;
    }

    /// <summary>Writes the first keyring of a store. Where several processes do so at once, one wins.</summary>
    /// <param name="keyring">The keyring.</param>
    /// <param name="overForeign">True where content is no obstacle as long as none is sealed; each is looked at. Otherwise the store must be empty.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task CreateAsync(KeyringDocument keyring, bool overForeign, CancellationToken cancellationToken)
    {
        await foreach (var blob in store.ListAsync(cancellationToken: cancellationToken))
        {
            if (Keys.Contains(blob.Key, StringComparer.Ordinal) || (overForeign && !await LooksSealedAsync(blob, cancellationToken)))
                continue;
            throw new BlobException(BlobError.Configuration,
                "The store holds content but no keyring. If its content is encrypted, restore the keyring from its export; " +
                "if it is not, set Encryption:Former, so that it becomes so.", StoreName);
        }
        await WriteAsync(new KeyringCopy(Keys[0], null, null) { IsMissing = true }, keyring, cancellationToken);
    }

    /// <summary>Writes one copy, unless it is another by now. The caller made sure that no key is lost.</summary>
    /// <returns>False when it is another by now.</returns>
    public async Task<bool> TryWriteAsync(KeyringCopy seen, KeyringDocument keyring, CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(seen, keyring, cancellationToken);
            return true;
        }
        catch (BlobException exception) when (exception.Error == BlobError.Conflict)
        {
            return false;
        }
    }

    /// <summary>Refuses to replace copies where keys would be lost.</summary>
    /// <param name="copies">The copies.</param>
    /// <param name="keyring">What would take their place.</param>
    /// <param name="name">What that is called.</param>
    /// <exception cref="BlobException">
    /// <see cref="BlobError.IO"/>: a copy cannot be read; <see cref="BlobError.Conflict"/>: it holds data keys that the keyring lacks.
    /// </exception>
    public void RefuseToLose(IReadOnlyList<KeyringCopy> copies, KeyringDocument keyring, string name)
    {
        foreach (var copy in copies)
        {
            if (copy.Unread is not null)
            {
                throw new BlobException(BlobError.IO,
                    "A copy of the keyring cannot be read, so nothing is written over it. Try again; if the copy itself is damaged, delete it, and it is " +
                    $"made again from the other one. {copy.Unread}", StoreName, copy.Key);
            }
            if (copy.Document is { } held && keyring.Lacks(held) is { Count: > 0 } lost)
            {
                throw new BlobException(BlobError.Conflict,
                    $"The store has a keyring with data keys that {name} lacks ({string.Join(", ", lost)}); content under them would be lost.",
                    StoreName, copy.Key);
            }
        }
    }

    /// <summary>Writes both copies, one after the other, so that one is whole at any time.</summary>
    /// <returns>True when both hold the keyring then; false when somebody else changed them.</returns>
    public async Task<bool> TryReplaceAsync(IReadOnlyList<KeyringCopy> seen, KeyringDocument keyring, CancellationToken cancellationToken)
    {
        // Of two processes the first copy takes the change of one.
        if (!await TryWriteAsync(seen[0], keyring, cancellationToken))
            return false;
        // It may have been repaired from the first one meanwhile.
        await TryWriteAsync(seen[1], keyring, cancellationToken);
        var file = keyring.ToFile();
        return (await ReadAsync(cancellationToken)).All(copy => copy.Holds(file));
    }

    private async Task<KeyringCopy> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await store.OpenAsync(key, ByteRange.All, cancellationToken);
            var bytes = new byte[Math.Min(content.Length, MaxLength)];
            var isWhole = await content.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken) == bytes.Length;
            return isWhole
                ? new KeyringCopy(key, bytes, content.Stat)
                : new KeyringCopy(key, null, content.Stat) { Unread = "It ended early." };
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            return new KeyringCopy(key, null, null) { IsMissing = true };
        }
        catch (BlobException exception) when (exception.Error is BlobError.Damaged or BlobError.IO)
        {
            return new KeyringCopy(key, null, null) { Unread = exception.Message };
        }
    }

    private async Task<bool> LooksSealedAsync(BlobStat blob, CancellationToken cancellationToken)
    {
        if (blob.Length < SealedContent.EndLength)
            return false;
        var end = new byte[SealedContent.EndLength];
        await using var content = await store.OpenAsync(blob.Key, ByteRange.Last(end.Length), cancellationToken);
        // What nobody could read is not taken for clear: a new keyring would stand beside sealed content.
        return await content.Body.ReadAtLeastAsync(end, end.Length, throwOnEndOfStream: false, cancellationToken) == end.Length
            ? SealedContent.LooksSealed(end)
            : throw new BlobException(BlobError.IO, "The content ended early, so that nobody knows whether it is encrypted.", StoreName, blob.Key);
    }

    private async Task WriteAsync(KeyringCopy seen, KeyringDocument keyring, CancellationToken cancellationToken)
    {
        var file = keyring.ToFile();
        var options = new WriteOptions { Key = seen.Key, ExpectedLength = file.Length, Replace = !seen.IsMissing, IfUnchanged = seen.Stat };
        await using var draft = await store.BeginWriteAsync(options, cancellationToken);
        await draft.Body.WriteAsync(file, cancellationToken);
        await draft.CommitAsync(seen.Key, cancellationToken);
    }
}
