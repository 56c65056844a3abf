using System.Globalization;

namespace Archivolt.Blobs;

/// <summary>
/// The one exception of stores, layers and providers: a <see cref="BlobError"/> code, the store chain and the key.
/// The message is a sentence a person can act on and never carries a secret.
/// </summary>
public sealed class BlobException : Exception
{
    /// <summary>What <see cref="ChangedMeanwhile"/> says.</summary>
    public const string Changed = "The blob was changed or deleted meanwhile; what is there now stays.";

    /// <summary>Creates the exception.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="message">A sentence that says what, where and what to do.</param>
    /// <param name="store">The store chain as it prints itself, such as <c>Encrypted(File "videos")</c>; null when no store is involved.</param>
    /// <param name="key">The key, without provider prefix; null when no single key is involved.</param>
    /// <param name="innerException">The cause.</param>
    public BlobException(BlobError error, string message, string? store = null, string? key = null, Exception? innerException = null)
        : base(Compose(message, store, key), innerException)
    {
        Error = error;
        Store = store;
        Key = key;
    }

    /// <summary>What went wrong.</summary>
    public BlobError Error { get; }

    /// <summary>The store chain that failed, if one did.</summary>
    public string? Store { get; }

    /// <summary>The key concerned, without provider prefix, if there is one.</summary>
    public string? Key { get; }

    /// <summary>How long to wait before the same call may succeed, where the store knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when the same call may succeed later without anything being changed.</summary>
    public bool IsTransient => Error is BlobError.Unavailable or BlobError.Timeout;

    /// <summary>The exception for a key that is not in a store.</summary>
    public static BlobException NotFound(string store, string key) =>
        new(BlobError.NotFound, "There is no blob with this key.", store, key);

    /// <summary>The exception for a blob that is not what its writer saw any more.</summary>
    public static BlobException ChangedMeanwhile(string store, string key) =>
        new(BlobError.Conflict, Changed, store, key);

    /// <summary>The exception for a step that lost the race to other writers on every attempt.</summary>
    public static BlobException Contended(string store, string key) =>
        new(BlobError.Unavailable, "Other writers keep changing this key; try again.", store, key);

    private static string Compose(string message, string? store, string? key) => Printable((store, key) switch
    {
        (null, null) => message,
        (_, null) => $"{message} (store {store})",
        (null, _) => $"{message} (key '{Shortened(key)}')",
        _ => $"{message} (store {store}, key '{Shortened(key)}')",
    });

    private static string Shortened(string key) => key.Length > 200 ? string.Concat(key.AsSpan(0, 200), "…") : key;

    // Keys and ids come from outside: line ends would forge log lines, and marks that turn the text around would lie.
    private static string Printable(string text) => text.Any(IsUnprintable)
        ? string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = IsUnprintable(source[i]) ? '�' : source[i];
        })
        : text;

    private static bool IsUnprintable(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
