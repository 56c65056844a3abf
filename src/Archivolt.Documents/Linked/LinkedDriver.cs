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
public sealed record LinkedContext(string Id, IConfigurationSection Section, IServiceProvider Services);

/// <summary>Providers of linked files that are configured elsewhere than in <c>Archivolt:LinkedFiles</c>, such as in the platform's XML.</summary>
/// <param name="Root">Has a section for each.</param>
internal sealed record LinkedSections(IConfigurationSection Root);
