namespace Archivolt.Blobs;

/// <summary>Why a blob operation failed. Programs act on the code, people read the message.</summary>
public enum BlobError
{
    /// <summary>No blob has this key in this store.</summary>
    NotFound,

    /// <summary>The key cannot be used here: empty, too long, not well-formed, or it would leave the store.</summary>
    InvalidKey,

    /// <summary>The range starts behind the end of the content.</summary>
    RangeNotSatisfiable,

    /// <summary>The store, or the disk under it, does not accept writes.</summary>
    ReadOnly,

    /// <summary>No room is left: disk full or quota reached. Nothing was left behind.</summary>
    NoSpace,

    /// <summary>The store refused access to the process or the account.</summary>
    PermissionDenied,

    /// <summary>The stored bytes are not what was written: digest, length or format do not match.</summary>
    Damaged,

    /// <summary>Another writer or another content holds the key.</summary>
    Conflict,

    /// <summary>Retention or a legal hold keeps the content as it is: it is neither replaced nor deleted.</summary>
    Retained,

    /// <summary>The content is in cold storage and cannot be read before a restore; the message says how to ask for one.</summary>
    Archived,

    /// <summary>The content is larger than the store or a configured limit allows.</summary>
    TooLarge,

    /// <summary>The store does not offer this operation.</summary>
    Unsupported,

    /// <summary>The configuration of a store or provider is wrong; the message says what and where.</summary>
    Configuration,

    /// <summary>The store could not be reached or answered with a passing fault. Transient.</summary>
    Unavailable,

    /// <summary>The store did not answer in time. Transient.</summary>
    Timeout,

    /// <summary>Input or output failed for good, such as a disk's EIO.</summary>
    IO,
}
