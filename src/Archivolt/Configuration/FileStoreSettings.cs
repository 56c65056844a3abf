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
        var provisional = context.ProviderOptions(DigestAlgorithm.Sha256);
        var store = FileStore.Open(new FileStoreOptions
        {
            Path = PathOf(),
            Name = context.Id,
            Digest = context.ReadDigest(),
            Layout = LayoutOf(namesAreDigests: provisional.KeyStrategy is KeyStrategy.ByDigest),
            Durability = context.Choice<Durability>("Durability") ?? Durability.Full,
            ReadOnly = context.Options.ReadOnly || context.Flag("ReadOnly"),
            MustExist = context.MustExist || context.Flag("MustExist"),
        });
        return new ConfiguredStore(store, context.ProviderOptions(store.Digest));
    }

    // A namespace is a sibling directory, as on the platform.
    private string PathOf()
    {
        var path = context.Options.Resolve(context.Text("Path") ?? "binaries");
        if (context.Text("Namespace") is not { } name)
            return path;
        return name.AsSpan().ContainsAny('/', '\\', '\0')
            ? throw context.Wrong("Namespace", "a plain name without slashes")
            : $"{Path.TrimEndingDirectorySeparator(path)}_{name}";
    }

    // Where keys are not digests the platform writes flat, whatever its config.xml says.
    private PathLayout? LayoutOf(bool namesAreDigests)
    {
        var depth = SettingValues.Read<int>(context.Section, "Depth", levels => levels is >= 0 and <= PathLayout.MaxDepth, $"a number from 0 to {PathLayout.MaxDepth}");
        return context.Choice<Layout>("Layout") switch
        {
            null => depth is { } levels ? PathLayout.SubDirectories(levels) : namesAreDigests ? null : PathLayout.Flat,
            Layout.SubDirectories => PathLayout.SubDirectories(depth ?? PathLayout.DefaultDepth),
            _ when depth > 0 => throw context.Wrong("Depth", "it with the layout SubDirectories only"),
            Layout.Shortened => PathLayout.Shortened,
            _ => PathLayout.Flat,
        };
    }

    private enum Layout
    {
        SubDirectories,
        Flat,
        Shortened,
    }
}
