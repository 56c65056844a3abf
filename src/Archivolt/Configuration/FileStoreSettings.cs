using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Files;

namespace Archivolt.Configuration;

/// <summary>
/// The settings of a provider of type <c>File</c>: those of every provider, and <c>Path</c>, <c>Namespace</c>, <c>Digest</c>, <c>Depth</c>,
/// <c>Layout</c>, <c>Durability</c>, <c>Record</c>, <c>ReadOnly</c> and <c>MustExist</c>.
/// </summary>
internal sealed class FileStoreSettings(BlobStoreContext context)
{
    public static readonly IReadOnlyList<string> Names =
        ["Path", "Namespace", "Digest", "Depth", "Layout", "Durability", "Record", "ReadOnly", "MustExist"];

    public ConfiguredStore Open()
    {
        // Settings are checked before anything is made on disk; the digest is known only after opening.
        var record = IsRecord();
        var provisional = context.ProviderOptions(DigestAlgorithm.Sha256);
        var store = FileStore.Open(new FileStoreOptions
        {
            Path = PathOf(),
            Name = context.Id,
            Digest = DigestOf(),
            Layout = LayoutOf(namesAreDigests: !record && provisional.KeyStrategy is KeyStrategy.ByDigest),
            Durability = Choice("Durability", Durability.Full),
            ReadOnly = context.Options.ReadOnly || Flag("ReadOnly"),
            MustExist = Flag("MustExist"),
        });
        var options = context.ProviderOptions(store.Digest);
        return new ConfiguredStore(store, record ? options with { KeyStrategy = new KeyStrategy.ByDocument(store.Digest) } : options);
    }

    // A namespace is a sibling directory, as on the platform.
    private string PathOf()
    {
        var path = context.Options.Resolve(Text("Path") ?? "binaries");
        if (Text("Namespace") is not { } name)
            return path;
        return name.AsSpan().ContainsAny('/', '\\', '\0')
            ? throw context.Wrong("Namespace", "a plain name without slashes")
            : $"{Path.TrimEndingDirectorySeparator(path)}_{name}";
    }

    private bool IsRecord()
    {
        var record = Flag("Record");
        return record && Text("KeyStrategy") is { } strategy && !strategy.Equals("document", StringComparison.OrdinalIgnoreCase)
            ? throw context.Wrong("KeyStrategy", "document, or leave out Record, which means the same")
            : record;
    }

    private DigestAlgorithm? DigestOf()
    {
        if (Text("Digest") is not { } name)
            return null;
        return DigestAlgorithm.TryParse(name, out var digest) ? digest : throw context.Wrong("Digest", $"one of {string.Join(", ", DigestAlgorithm.All)}");
    }

    // Where keys are not digests the platform writes flat, whatever its config.xml says.
    private PathLayout? LayoutOf(bool namesAreDigests)
    {
        var depth = DepthOf();
        if (Text("Layout") is null)
            return depth is { } levels ? PathLayout.SubDirectories(levels) : namesAreDigests ? null : PathLayout.Flat;
        return Choice("Layout", Layout.SubDirectories) switch
        {
            Layout.SubDirectories => PathLayout.SubDirectories(depth ?? PathLayout.DefaultDepth),
            _ when depth > 0 => throw context.Wrong("Depth", "it with the layout SubDirectories only"),
            Layout.Shortened => PathLayout.Shortened,
            _ => PathLayout.Flat,
        };
    }

    private int? DepthOf()
    {
        if (Text("Depth") is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) && depth <= PathLayout.MaxDepth
            ? depth
            : throw context.Wrong("Depth", $"a number from 0 to {PathLayout.MaxDepth}");
    }

    private bool Flag(string name) => Text(name) is { } text && (bool.TryParse(text, out var flag) ? flag : throw context.Wrong(name, "true or false"));

    private T Choice<T>(string name, T otherwise) where T : struct, Enum
    {
        if (Text(name) is not { } text)
            return otherwise;
        return Array.Find(Enum.GetNames<T>(), known => known.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse<T>(found)
            : throw context.Wrong(name, $"one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    private string? Text(string name) => context.Section[name]?.Trim() is { Length: > 0 } text ? text : null;

    private enum Layout
    {
        SubDirectories,
        Flat,
        Shortened,
    }
}
