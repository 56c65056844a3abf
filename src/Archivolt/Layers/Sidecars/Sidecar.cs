using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Layers.Sidecars;

/// <summary>
/// What a layer remembers of single blobs, each as a small JSON text in a store of its own beside the blobs: as durable as that store, and
/// seen by every process that opens it. Named by the digest of the key, so that every key has a name.
/// </summary>
internal sealed class Sidecar<T>(IBlobStore notes, JsonTypeInfo<T> type, string layer) : IAsyncDisposable where T : class
{
    private readonly KeyLocks _locks = new();

    /// <summary>Keeps others of this process from changing what is noted about a blob, until disposed.</summary>
    public ValueTask<KeyLock> LockAsync(string key, CancellationToken cancellationToken) => _locks.TakeAsync(key, cancellationToken);

    /// <summary>What is noted about a blob, or null.</summary>
    public async ValueTask<T?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var name = NameOf(key);
        if (await notes.StatAsync(name, cancellationToken) is null)
            return null;
        try
        {
            await using var text = await notes.OpenAsync(name, cancellationToken: cancellationToken);
            return await JsonSerializer.DeserializeAsync(text.Body, type, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            return null;
        }
        catch (JsonException exception)
        {
            throw new BlobException(BlobError.Damaged,
                $"The note '{name}' about a blob cannot be read; restore it from a backup, or remove it when nothing holds for the blob.",
                notes.Traits.Name, key, exception);
        }
    }

    /// <summary>Notes something; what was noted before is replaced.</summary>
    public async ValueTask WriteAsync(string key, T note, CancellationToken cancellationToken)
    {
        await using var draft = await notes.BeginWriteAsync(new WriteOptions { Replace = true }, cancellationToken);
        await JsonSerializer.SerializeAsync(draft.Body, note, type, cancellationToken);
        await draft.CommitAsync(NameOf(key), cancellationToken);
    }

    /// <summary>Forgets what is noted.</summary>
    public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken)
    {
        if (await notes.StatAsync(NameOf(key), cancellationToken) is not null)
            await notes.DeleteAsync(NameOf(key), DeletionProof.Outdated(layer), cancellationToken);
    }

    public ValueTask DisposeAsync() => notes.DisposeAsync();

    private static string NameOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>That a blob is in cold storage.</summary>
/// <param name="Key">The blob's key, for people.</param>
/// <param name="Archived">Since when.</param>
/// <param name="Readable">From when it can be read; null when nobody asked.</param>
/// <param name="Until">Until when.</param>
internal sealed record ColdNote(string Key, DateTimeOffset Archived, DateTimeOffset? Readable = null, DateTimeOffset? Until = null);

/// <summary>That a blob is under retention.</summary>
/// <param name="Key">The blob's key, for people.</param>
/// <param name="Until">Until when; null for no time.</param>
/// <param name="LegalHold">Whether a legal hold lies on it.</param>
internal sealed record RetentionNote(string Key, DateTimeOffset? Until, bool LegalHold);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ColdNote))]
[JsonSerializable(typeof(RetentionNote))]
internal sealed partial class NoteJson : JsonSerializerContext;
