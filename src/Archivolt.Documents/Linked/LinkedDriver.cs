using Archivolt.Blobs;
using Microsoft.Extensions.Configuration;

namespace Archivolt.Documents.Linked;

/// <summary>Makes the files of one vendor known to the configuration, by the value of <c>Type</c> in <c>Archivolt:LinkedFiles:ID</c>.</summary>
/// <param name="Type">The value, such as <c>GoogleDrive</c>.</param>
/// <param name="Label">What people call the vendor, such as <c>Google Drive</c>.</param>
/// <param name="Settings">The settings that it reads, beside those of every provider of linked files.</param>
/// <param name="Create">Makes it from its section.</param>
public sealed record LinkedDriver(string Type, string Label, IReadOnlyList<string> Settings, Func<LinkedContext, ILinkedFiles> Create);

/// <summary>What a driver is made from.</summary>
/// <param name="Id">The provider id, which is the first part of keys.</param>
/// <param name="Section">Its settings.</param>
/// <param name="Services">The application's services.</param>
public sealed record LinkedContext(string Id, IConfigurationSection Section, IServiceProvider Services)
{
    /// <summary>A setting that is an http or https address, with a slash at its end; null where it is not set.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it is none.</exception>
    public Uri? Address(string name) => Section[name] is not { Length: > 0 } text ? null
        : Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out var address) && (address.Scheme is "http" or "https")
            ? address
            : throw Wrong(name, "an absolute http or https URL");

    /// <summary>A setting that is true or false; null where it is not set.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it is neither.</exception>
    public bool? Flag(string name) => Section[name] switch
    {
        null or "" => null,
        var text when bool.TryParse(text, out var flag) => flag,
        _ => throw Wrong(name, "true or false"),
    };

    /// <summary>The exception for a setting that cannot be used.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="expected">What it is to be.</param>
    /// <param name="cause">The cause; null for none.</param>
    public BlobException Wrong(string name, string expected, Exception? cause = null) =>
        new(BlobError.Configuration, $"{Section.Path}:{name} is to be {expected}.", innerException: cause);
}

/// <summary>Providers of linked files that are configured elsewhere than in <c>Archivolt:LinkedFiles</c>, such as in the platform's XML.</summary>
/// <param name="Root">Has a section for each.</param>
internal sealed record LinkedSections(IConfigurationSection Root);
