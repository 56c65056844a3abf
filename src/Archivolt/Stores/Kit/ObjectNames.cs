using System.Text;
using Archivolt.Blobs;

namespace Archivolt.Stores.Kit;

/// <summary>
/// What the objects of an object store are called: prefix, folders of two characters each, key. The store's own objects are below <c>.archivolt/</c>, where no key leads.
/// A name sorts as its key does, so that a listing of objects is one of keys.
/// </summary>
/// <param name="prefix">What all names begin with.</param>
/// <param name="depth">Folders of two characters above each object, 0 to <see cref="MaxDepth"/>. Keys then have at least that many characters and no <c>/</c>.</param>
/// <param name="isPossible">Says which keys the server can tell apart; null where it takes all that hold no control characters.</param>
public sealed class ObjectNames(string prefix, int depth, Predicate<string>? isPossible = null)
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxLength = 1024;

    /// <summary>The most folders above an object.</summary>
    public const int MaxDepth = 16;

    private const string OwnFolder = ".archivolt/";
    private const string NoKey = "There is no object name for this key: an object store takes no control characters, no empty name, '.' or '..' between slashes";

    /// <summary>What all names begin with.</summary>
    public string Prefix => prefix;

    /// <summary>The longest possible key, in characters.</summary>
    public int MaxKeyLength => MaxLength - prefix.Length - (3 * depth);

    /// <summary>The name of an object of the store's own.</summary>
    public string Own(string name) => $"{prefix}{OwnFolder}{name}";

    /// <summary>True for the name of an object of the store's own.</summary>
    public bool IsOwn(string name) => name is not null && name.StartsWith($"{prefix}{OwnFolder}", StringComparison.Ordinal);

    /// <summary>The name of a key's object.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>.</exception>
    public string Of(string key, StoreTraits traits)
    {
        ArgumentNullException.ThrowIfNull(traits);
        traits.CheckKey(key);
        if (!IsPossible(key))
            throw new BlobException(BlobError.InvalidKey, $"{NoKey}, and nothing below {OwnFolder}.", traits.Name, key);
        if (depth > 0 && !IsNestable(key))
            throw new BlobException(BlobError.InvalidKey, $"In a store of depth {depth} a key has at least {2 * depth} characters, all of ASCII and no '/'.", traits.Name, key);
        var name = $"{prefix}{Folders(key)}{key}";
        return Encoding.UTF8.GetByteCount(name) <= MaxLength
            ? name
            : throw new BlobException(BlobError.InvalidKey, $"The object of this key would have a name of more than {MaxLength} bytes.", traits.Name, key);
    }

    /// <summary>The key whose object has this name; null when no key has.</summary>
    public string? KeyOf(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.StartsWith(prefix, StringComparison.Ordinal))
            return null;
        var rest = name[prefix.Length..];
        if (depth == 0)
            return IsPossible(rest) ? rest : null;
        var key = rest.Length > 3 * depth ? rest[(3 * depth)..] : "";
        return IsPossible(key) && IsNestable(key) && rest.StartsWith(Folders(key), StringComparison.Ordinal) ? key : null;
    }

    /// <summary>A name before every object whose key comes after the given one; null for the first of all.</summary>
    public string? Before(string? after)
    {
        // What no name can hold is cut off: what is left comes before it.
        if (after is null || (depth > 0 && !IsNestable(after)))
            return null;
        var end = after.AsSpan().IndexOfAnyExceptInRange(' ', '~');
        var start = end < 0 ? after : after[..end];
        return depth > 0 && start.Length < after.Length ? null : $"{prefix}{Folders(start)}{start}";
    }

    private string Folders(string key) => string.Concat(Enumerable.Range(0, depth).Select(level => $"{key.AsSpan(2 * level, 2)}/"));

    private bool IsNestable(string key) => key.Length >= 2 * depth && key.All(character => char.IsAscii(character) && character != '/');

    private bool IsPossible(string key) =>
        key.Length > 0 && isPossible?.Invoke(key) != false && !key.Any(char.IsControl) && !key.StartsWith(OwnFolder, StringComparison.Ordinal)
        && key.Split('/').All(part => part is not ("" or "." or ".."));
}
