using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;

namespace Archivolt.Stores.Files;

/// <summary>
/// Where a key's file is, relative to the data directory, with <c>/</c> between names: the path strategies of the Nuxeo platform. No key
/// leads outside the data directory.
/// </summary>
public abstract record PathLayout
{
    private PathLayout() { }

    /// <summary>The nesting of new stores.</summary>
    public const int DefaultDepth = 2;

    /// <summary>Deepest accepted nesting.</summary>
    public const int MaxDepth = 16;

    /// <summary>All files in one directory, each named after its key.</summary>
    public static PathLayout Flat { get; } = new Nested(0);

    /// <summary>One directory, each file named after the SHA-512 of its key, for keys of any length. Such a store cannot be listed.</summary>
    public static PathLayout Shortened { get; } = new Hashed();

    /// <summary>
    /// Directories of two characters each, taken from the front of the file name, as in <c>ac/bd/acbd18db…</c>; names too short for that are
    /// in <c>000</c>. Depth 0 is <see cref="Flat"/>.
    /// </summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: not 0 to <see cref="MaxDepth"/>.</exception>
    public static PathLayout SubDirectories(int depth) => depth is >= 0 and <= MaxDepth
        ? new Nested(depth)
        : throw new BlobException(BlobError.Configuration, $"A depth of {depth} is not possible; use 0 to {MaxDepth}.");

    /// <summary>How many directories are above each file.</summary>
    public abstract int Depth { get; }

    /// <summary>True when a file's name tells its key, so that a store can be listed.</summary>
    public abstract bool TellsKeys { get; }

    /// <summary>Longest possible key, in characters; escaping may make shorter ones too long.</summary>
    public abstract int MaxKeyLength { get; }

    /// <summary>The relative path of a key's file.</summary>
    /// <param name="key">The key.</param>
    /// <param name="store">What the exception says of the store.</param>
    /// <exception cref="BlobException"><see cref="BlobError.InvalidKey"/>: the name would be too long, would leave the directory, or the key is not well-formed.</exception>
    public abstract string PathOf(string key, string? store = null);

    /// <summary>The key whose file has this relative path; null when no key has.</summary>
    public string? KeyOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var start = path.LastIndexOf('/') + 1;
        return KeyOf(path.AsSpan(0, start), path[start..]);
    }

    /// <summary>The key of a file in a directory, given with its final <c>/</c>; null when no key has that file.</summary>
    internal abstract string? KeyOf(ReadOnlySpan<char> directory, string name);

    private sealed record Nested(int Levels) : PathLayout
    {
        public override int Depth => Levels;

        public override bool TellsKeys => true;

        public override int MaxKeyLength => SafeName.MaxLength;

        public override string PathOf(string key, string? store = null)
        {
            var path = Compose(key, SafeName.Of(key, store), store);
            return OperatingSystem.IsWindows() && WindowsNames.Refuses(path)
                ? throw new BlobException(BlobError.InvalidKey, "Windows allows no file of this key's name; choose another.", store, key)
                : path;
        }

        internal override string? KeyOf(ReadOnlySpan<char> directory, string name)
        {
            if (name.Length > SafeName.MaxLength || TemporaryNames.IsForeign(name) || SafeName.ToKey(name) is not { } key)
                return null;
            // Nearly every name of a large listing: it is the key, and its place is seen without composing it.
            if (ReferenceEquals(key, name) && name.Length >= 2 * Levels && !OperatingSystem.IsWindows())
                return IsPlaceOf(directory, name) ? key : null;
            try
            {
                return PathOf(key).AsSpan().SequenceEqual($"{directory}{name}") ? key : null;
            }
            catch (BlobException)
            {
                return null;
            }
        }

        private bool IsPlaceOf(ReadOnlySpan<char> directories, string name)
        {
            if (directories.Length != 3 * Levels)
                return false;
            for (var level = 0; level < Levels; level++)
            {
                var directory = name.AsSpan(2 * level, 2);
                if (directory is ".." || !directories.Slice(3 * level, 2).SequenceEqual(directory) || directories[(3 * level) + 2] != '/')
                    return false;
            }
            return true;
        }

        public override string ToString() => Levels == 0 ? "Flat" : $"SubDirectories({Levels})";

        private string Compose(string key, string name, string? store)
        {
            if (TemporaryNames.IsForeign(name))
                throw new BlobException(BlobError.InvalidKey, "The key looks like a temporary file of the store; choose another.", store, key);
            if (Levels == 0)
                return name;
            if (name.Length < 2 * Levels)
                return $"000/{name}";
            var path = new StringBuilder(name.Length + (3 * Levels));
            for (var level = 0; level < Levels; level++)
            {
                var directory = name.AsSpan(2 * level, 2);
                if (directory is "..")
                    throw new BlobException(BlobError.InvalidKey, "The key would lead to a parent directory; choose another.", store, key);
                path.Append(directory).Append('/');
            }
            return path.Append(name).ToString();
        }
    }

    private sealed record Hashed : PathLayout
    {
        public override int Depth => 0;

        public override bool TellsKeys => false;

        public override int MaxKeyLength => 1024;

        public override string PathOf(string key, string? store = null)
        {
            ArgumentNullException.ThrowIfNull(key);
            return key.Length <= MaxKeyLength
                ? Convert.ToHexStringLower(SHA512.HashData(SafeName.BytesOf(key, store)))
                : throw new BlobException(BlobError.InvalidKey, $"The key is longer than {MaxKeyLength} characters.", store, key);
        }

        internal override string? KeyOf(ReadOnlySpan<char> directory, string name) => null;

        public override string ToString() => "Shortened";
    }
}
