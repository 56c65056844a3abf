using Archivolt.Blobs;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo.Tests;

/// <summary>Providers of the platform's classes on MongoDB.</summary>
public sealed class GridFSPropertiesTests
{
    private const string Older = "org.nuxeo.ecm.core.storage.mongodb.GridFSBinaryManager";
    private const string Documented = "org.nuxeo.ecm.core.storage.mongodb.blob.GridFSBinaryManager";
    private const string Newer = "org.nuxeo.ecm.core.storage.mongodb.blob.GridFSBlobProvider";

    [Theory]
    [InlineData(Older, "", "Digest=MD5")]
    [InlineData(Documented, "bucket=default.fs namespace=n", "Digest=MD5 Bucket=default.fs Namespace=n")]
    [InlineData(Older, "digest=SHA-256", "Digest=MD5")]
    [InlineData(Newer, "digest=SHA-256 record=true bucket=b", "Digest=SHA-256 Bucket=b")]
    [InlineData(Newer, "record=true cachesize=10MB", "Digest=MD5 Record=true Cache:MaxBytes=10485760")]
    public void Properties_become_settings(string @class, string properties, string expected) =>
        Settings(@class, properties, Pairs("nuxeo.mongodb.server=db1,db2:27018"))
            .ShouldBe($"Type=GridFS Connection=mongodb://db1,db2:27018 Database=nuxeo {expected}".Split(' '), ignoreOrder: true);

    [Theory]
    [InlineData("nuxeo.mongodb.server=db nuxeo.mongodb.dbname=d nuxeo.mongodb.ssl=true", "mongodb://db/?tls=true", "d")]
    [InlineData("nuxeo.mongodb.server=mongodb+srv://u:p@db/x?w=2 nuxeo.mongodb.ssl=true", "mongodb+srv://u:p@db/x?w=2&tls=true", "nuxeo")]
    [InlineData("nuxeo.mongodb.server=mongodb://db/x nuxeo.mongodb.ssl=true", "mongodb://db/x?tls=true", "nuxeo")]
    [InlineData("nuxeo.mongodb.server=db archivolt.mongodb.default.server=other archivolt.mongodb.default.dbname=content", "mongodb://other", "content")]
    public void The_deployment_is_taken_from_the_platforms_file(string variables, string connection, string database)
    {
        var settings = Settings(Older, "", Pairs(variables));
        settings.ShouldContain($"Connection={connection}");
        settings.ShouldContain($"Database={database}");
    }

    [Theory]
    [InlineData("", "", "the deployment of MongoDB is not known here: contribute the connection 'blobProvider/default' with a server, or set nuxeo.mongodb.server")]
    [InlineData("server=db", "db", "the property 'server' is no longer used: set nuxeo.mongodb.server")]
    [InlineData("dbname=d", "db", "the property 'dbname' is no longer used")]
    public void What_cannot_be_right_is_refused(string properties, string server, string message)
    {
        var exception = Should.Throw<BlobException>(() => Settings(Older, properties, Pairs(server.Length == 0 ? "" : $"nuxeo.mongodb.server={server}")));
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain(message);
    }

    [Fact]
    public void A_truststore_is_read_where_the_connection_is_encrypted() =>
        Settings(Older, "", Pairs("nuxeo.mongodb.server=db nuxeo.mongodb.ssl=true nuxeo.mongodb.truststore.path=/a nuxeo.mongodb.truststore.password=p"))
            .ShouldBe("Type=GridFS Connection=mongodb://db/?tls=true Database=nuxeo Digest=MD5 TrustedCertificates=/a TrustedCertificatesPassword=p".Split(' '), ignoreOrder: true);

    [Fact]
    public void Stores_of_Java_without_effect_are_named() =>
        Translate(Older, "", Pairs("nuxeo.mongodb.server=db nuxeo.mongodb.truststore.path=/a nuxeo.mongodb.keystore.path=/b")).Ignored.Select(ignored => ignored.Reason).ShouldBe(
            [
                "nuxeo.mongodb.truststore.path, or trustStorePath of the connection, has no effect: the connection to MongoDB is not encrypted",
                "nuxeo.mongodb.keystore.path, or keyStorePath of the connection, is not read: let a user and a password sign in, as no certificate of a client is sent",
            ]);

    [Theory]
    [InlineData("""<connection id="blobProvider/default"><server>own</server><dbname>content</dbname><ssl>true</ssl></connection>""", "mongodb://own/?tls=true", "content")]
    [InlineData("""<connection id="default"><server>all</server></connection><connection id="blobProvider/other"><server>own</server></connection>""", "mongodb://all", "d")]
    [InlineData("""<connection id="default"><server>first</server><dbname>content</dbname></connection><connection id="default"><server>later</server></connection>""", "mongodb://later", "content")]
    [InlineData("""<connection id="default"><server>${host:=named}</server></connection>""", "mongodb://named", "d")]
    [InlineData("""<connection id="default"><dbname> </dbname></connection>""", "mongodb://file", "d")]
    public void A_connection_of_the_platform_comes_before_its_file(string connections, string connection, string database)
    {
        var provider = ReadConnections(connections, Pairs("nuxeo.mongodb.server=file nuxeo.mongodb.dbname=d")).Providers.Single();
        var settings = StoreClasses.SettingsOf(provider).Settings;
        (settings["Connection"], settings["Database"]).ShouldBe((connection, database));
    }

    [Fact]
    public void A_connection_in_another_letter_case_is_not_used_and_said()
    {
        var read = ReadConnections("""<connection id="BlobProvider/default"><server>elsewhere</server></connection><connection id="default"><server>all</server></connection>""", []);
        StoreClasses.SettingsOf(read.Providers.Single()).Settings["Connection"].ShouldBe("mongodb://all");
        read.Notices.ShouldHaveSingleItem().ShouldContain("'BlobProvider/default' is not that of the provider 'default'");
    }

    [Fact]
    public void What_a_connection_sets_on_Javas_driver_is_named_as_not_read()
    {
        var read = ReadConnections("""<connection id="default"><server>all</server><keyStorePath>/a</keyStorePath><property name="readPreference">primary</property></connection>""", []);
        StoreClasses.SettingsOf(read.Providers.Single()).Ignored.Select(ignored => ignored.Property).ShouldBe(["keystore", "readPreference"]);
    }

    [Fact]
    public void A_connection_without_an_id_is_refused() =>
        Should.Throw<BlobException>(() => ReadConnections("<connection/>", [])).Message.ShouldContain("<connection> needs an id");

    private static ContributionSet ReadConnections(string connections, Dictionary<string, string> variables) => ContributionReader.ReadText(
        $"""
        <component name="c">
          <extension target="org.nuxeo.runtime.mongodb.MongoDBComponent" point="connection">{connections}</extension>
          <extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration"><blobprovider name="default"><class>{Newer}</class></blobprovider></extension>
        </component>
        """, "page", new ContributionOptions { Variable = name => variables.GetValueOrDefault(name) });

    private static List<string> Settings(string @class, string properties, Dictionary<string, string> variables) =>
        [.. Translate(@class, properties, variables).Settings.Select(setting => $"{setting.Key}={setting.Value}")];

    private static StoreSettings Translate(string @class, string properties, Dictionary<string, string> variables)
    {
        var elements = string.Concat(Pairs(properties).Select(pair => $"<property name=\"{pair.Key}\">{pair.Value}</property>"));
        var provider = ContributionReader.ReadText(
            $"""<component name="c"><extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration"><blobprovider name="default"><class>{@class}</class>{elements}</blobprovider></extension></component>""",
            "page", new ContributionOptions { Variable = name => variables.GetValueOrDefault(name) }).Providers.Single();
        return StoreClasses.SettingsOf(provider);
    }

    private static Dictionary<string, string> Pairs(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
