using Archivolt.Blobs;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo.Tests;

/// <summary>Providers of the platform's SQL binary manager.</summary>
public sealed class SqlPropertiesTests
{
    [Theory]
    [InlineData("""<property name="datasource">files</property><property name="table">binaries</property><property name="cacheSize">10M</property>""")]
    [InlineData("""<property name="key">datasource=files,table=binaries,cachesize=10MB</property>""")]
    [InlineData("""<property name="key">datasource=files,table=binaries</property><property name="table">other</property>""")]
    public void Its_table_is_read_in_place(string properties) =>
        StoreClasses.SettingsOf(Provider(properties)).Settings.Select(setting => $"{setting.Key}={setting.Value}").ShouldBe(
            ["Type=Sql", "Platform=true", "Table=binaries", "System=PostgreSql", "Connection=Host=db", "Digest=MD5"], ignoreOrder: true);

    [Theory]
    [InlineData("""<property name="table">binaries</property>""", "Missing datasource in binaryManager configuration")]
    [InlineData("""<property name="datasource">files</property>""", "Missing table in binaryManager configuration")]
    [InlineData("""<property name="datasource">other</property><property name="table">t</property>""", "set archivolt.datasource.other.system to Sqlite, PostgreSql or MySql")]
    [InlineData("""<property name="datasource">files</property><property name="table">t</property><property name="namespace">n</property>""", "Namespaces not implemented")]
    public void What_is_missing_is_named(string properties, string message) =>
        Should.Throw<BlobException>(() => StoreClasses.SettingsOf(Provider(properties))).Message.ShouldContain(message);

    private static ContributedProvider Provider(string properties)
    {
        var variables = new Dictionary<string, string> { ["archivolt.datasource.files.system"] = "PostgreSql", ["archivolt.datasource.files.connection"] = "Host=db" };
        return ContributionReader.ReadText(
            $"""
            <component name="c"><extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration"><blobprovider name="default"><class>{SqlProperties.Class}</class>{properties}</blobprovider></extension></component>
            """,
            "page", new ContributionOptions { Variable = name => variables.GetValueOrDefault(name) }).Providers.Single();
    }
}
