namespace Archivolt.Stores.Files;

/// <summary>There is no store in a directory that was to hold one: the cause of a <see cref="Blobs.BlobException"/> that says so.</summary>
internal sealed class MissingStoreException(string directory) : IOException($"There is no store in '{directory}'.");
