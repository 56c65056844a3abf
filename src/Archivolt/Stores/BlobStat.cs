namespace Archivolt.Stores;

/// <summary>What a store knows of one stored blob.</summary>
/// <param name="Key">The key, without provider prefix.</param>
/// <param name="Length">Length of the content in bytes, as a reader gets it.</param>
/// <param name="Modified">When the content was last written or written again; collection never takes anything young.</param>
public readonly record struct BlobStat(string Key, long Length, DateTimeOffset Modified);
