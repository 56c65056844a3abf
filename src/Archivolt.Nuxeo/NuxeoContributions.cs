using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Linked;
using Archivolt.Encryption;
using Archivolt.Nuxeo.Contributions;
using Archivolt.Nuxeo.Encryption;
using Archivolt.Scripting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Archivolt.Nuxeo;

/// <summary>Builds providers, rules and download permissions from the XML contributions of an existing installation.</summary>
public static class NuxeoContributions
{
    /// <summary>
    /// Adds the contributions that the setting <c>Archivolt:Contributions</c> names, a file or folder, relative to the data home; nothing
    /// where it is not
    /// set. Variables in them are settings under <c>Archivolt:Variables</c>, or entries of the file that <c>Archivolt:VariablesFile</c> names, such as
    /// <c>nuxeo.conf</c>. Both are also where a class looks for what its provider does not say (<c>nuxeo.s3storage.region</c>). A provider <c>default</c> in <c>Archivolt:Providers</c>
    /// stands in for the one that the
    /// platform has by itself.
    /// </summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming file, line and what was expected.</exception>
    public static ArchivoltBuilder AddNuxeoContributions(this ArchivoltBuilder builder, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        builder.AddDocuments().AddNuxeoEncryption();
        var section = configuration.GetSection(ArchivoltOptions.Section);
        builder.Services.AddSettings(ArchivoltOptions.Section, "Contributions", "Variables", "VariablesFile");
        builder.Services.AddSingleton(new RuleFormat('<', (xml, name) => ReadRules(xml, name, section)));
        if (section.GetSection("Contributions").GetChildren().Any())
            throw new BlobException(BlobError.Configuration, "Archivolt:Contributions is one file or folder, not a list: write \"Contributions\": \"contributions\", and put several files into one folder.");
        if (section["Contributions"] is not { Length: > 0 } path)
            return builder;
        var archivolt = section.Get<ArchivoltOptions>() ?? new ArchivoltOptions();
        return builder.AddNuxeoContributions(archivolt.Resolve(path), OptionsOf(section));
    }

    /// <summary>Adds the contributions of a file, or of a folder's <c>*.xml</c> files in the order of their names.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming file, line and what was expected.</exception>
    public static ArchivoltBuilder AddNuxeoContributions(
        this ArchivoltBuilder builder, string fileOrFolder, ContributionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddNuxeoContributions(ContributionReader.Read(fileOrFolder, options));
    }

    /// <summary>Adds a contribution that is not in a file.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="xml">The XML.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>, naming line and what was expected.</exception>
    public static ArchivoltBuilder AddNuxeoContributionsText(
        this ArchivoltBuilder builder, string xml, string name = "the contribution", ContributionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(xml);
        return builder.AddNuxeoContributions(ContributionReader.ReadText(xml, name, options));
    }

    /// <summary>Adds contributions that were read and merged (<see cref="ContributionReader"/>).</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: no store stands for the class of a provider, or a property is missing.</exception>
    public static ArchivoltBuilder AddNuxeoContributions(this ArchivoltBuilder builder, ContributionSet contributions)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(contributions);
        builder.AddDocuments().AddNuxeoEncryption();
        var notices = contributions.Notices.ToList();
        // Shared storage is warned of and not refused: the documentation's own example for encryption shares the default one.
        var linked = contributions.Providers.ToLookup(provider => LinkedClasses.IsKnown(provider.Class));
        builder.Services.AddSingleton(new ProviderSections(Sections(linked[false], provider => Settings(provider, notices)), MayShareStorage: true));
        if (linked[true].Any())
            builder.Services.AddSingleton(new LinkedSections(Sections(linked[true], provider => LinkedClasses.SettingsOf(provider, notices))));
        if (contributions.Dispatcher is { } dispatcher)
            builder.UseRules(dispatcher.Rules, dispatcher.Class == ContributedDispatcher.DefaultClass ? null : dispatcher.Class);
        foreach (var permission in contributions.Permissions)
            builder.AddDownloadScript(permission.Name, permission.Script);
        builder.Services.AddSingleton<IHostedService>(services =>
            new ContributionNotices(notices, services.GetRequiredService<ILogger<ContributionNotices>>()));
        return builder;
    }

    /// <summary>
    /// Makes <c>Encryption:Format</c> <c>nuxeo</c> known: any provider keeps its content in the platform's encrypted form
    /// (<see cref="NuxeoEncrypted"/>), with the options of <see cref="NuxeoKeyOptions"/>, or all of them as one option string in <c>KeyFile</c> or
    /// the environment variable <c>KeyEnvironment</c>. Archivolt's own form gets a setting <c>Keystore</c>: the secret key of a Java keystore
    /// as master key.
    /// </summary>
    public static ArchivoltBuilder AddNuxeoEncryption(this ArchivoltBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Services.Any(service => service.ImplementationInstance is EncryptionFormat { Name: NuxeoEncryptionSettings.Format })
            ? builder
            : builder.AddEncryptionFormat(NuxeoEncryptionSettings.Format, NuxeoEncryptionSettings.Encrypt)
                .AddMasterKey(KeystoreMasterKey.Setting, KeystoreMasterKey.Read);
    }

    private static IReadOnlyList<DispatchRule> ReadRules(string xml, string name, IConfigurationSection section)
    {
        var options = OptionsOf(section) with { WithDefaultProvider = false };
        return ContributionReader.ReadText(xml, name, options).Dispatcher switch
        {
            null => throw new BlobException(BlobError.Configuration, $"{name} contributes no <blobdispatcher>, so there are no rules in it."),
            { Class: not ContributedDispatcher.DefaultClass } other =>
                throw new BlobException(BlobError.Configuration, $"{other.Where}: rules of the dispatcher {other.Class} cannot be tried out."),
            var dispatcher => dispatcher.Rules,
        };
    }

    private static ContributionOptions OptionsOf(IConfigurationSection section)
    {
        var archivolt = section.Get<ArchivoltOptions>() ?? new ArchivoltOptions();
        var file = section["VariablesFile"] is { Length: > 0 } path ? VariablesFile.Read(archivolt.Resolve(path)) : null;
        return new ContributionOptions
        {
            Variable = name => section[$"Variables:{name}"] ?? file?.GetValueOrDefault(name),
            Lenient = archivolt.Lenient,
            WithDefaultProvider = !section.GetSection("Providers:default").Exists(),
        };
    }

    private static IConfigurationSection Sections(IEnumerable<ContributedProvider> providers, Func<ContributedProvider, IEnumerable<KeyValuePair<string, string?>>> settingsOf) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(providers.SelectMany(provider => settingsOf(provider)
                .Select(setting => KeyValuePair.Create($"Contributions:{provider.Name}:{setting.Key}", setting.Value))))
            .Build()
            .GetSection("Contributions");

    private static IEnumerable<KeyValuePair<string, string?>> Settings(ContributedProvider provider, List<string> notices)
    {
        var store = StoreClasses.SettingsOf(provider);
        notices.AddRange(store.Ignored.Where(property => !property.IsHarmless)
            .Select(property => $"{provider.Where}: the blob provider '{provider.Name}': {property.Reason}."));
        return store.Settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value));
    }
}
