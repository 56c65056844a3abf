using Archivolt.Documents.Access;

namespace Archivolt.Documents.Directories;

/// <summary>Entries of directories.</summary>
public interface IDirectoryStore
{
    /// <summary>The directories there are.</summary>
    IReadOnlyList<DirectoryDefinition> Directories { get; }

    /// <summary>A page of the entries of a directory in order of their ids.</summary>
    Task<(IReadOnlyList<DirectoryEntry> Page, long Total)> ListAsync(string directory, int offset, int limit, CancellationToken cancellationToken = default);

    /// <summary>An entry, or null.</summary>
    Task<DirectoryEntry?> FindAsync(string directory, string id, CancellationToken cancellationToken = default);

    /// <summary>Creates an entry.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="values">Values by column, with the id unless the directory numbers its entries.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="DocumentException"><see cref="DocumentError.Conflict"/>: the id is taken; <see cref="DocumentError.Invalid"/>: there is no id.</exception>
    Task<DirectoryEntry> CreateAsync(string directory, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default);

    /// <summary>Sets values of an entry; null takes one away, others stay. Returns the entry, or null when there is none.</summary>
    Task<DirectoryEntry?> UpdateAsync(string directory, string id, IReadOnlyDictionary<string, string?> values, CancellationToken cancellationToken = default);

    /// <summary>Deletes an entry. False when there was none. Tokens that end with it are in the audit, as revoked by whoever is named, or by the system.</summary>
    Task<bool> DeleteAsync(string directory, string id, Principal? by = null, CancellationToken cancellationToken = default);
}
