using Archivolt.Blobs;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo.Tests;

/// <summary>Providers of the platform's class for jclouds.</summary>
public sealed class JCloudsPropertiesTests
{
    private const string Prefix = "jclouds.blobstore.";

    [Theory]
    [InlineData("provider=aws-s3 identity=id location=eu-central-1", "Type=S3 Bucket=c AccessKey=id SecretKey=s3cret Region=eu-central-1")]
    [InlineData("provider=s3 identity=id endpoint=http://h:9000", "Type=S3 Bucket=c AccessKey=id SecretKey=s3cret Endpoint=http://h:9000 PathStyle=true")]
    [InlineData("provider=azureblob identity=acme", "Type=Azure Container=c Account=acme AccountKey=s3cret")]
    [InlineData("provider=openstack-swift identity=t:u endpoint=http://h:5000/v2.0/ location=r cachesize=10MB",
        "Type=Rclone Backend=swift Path=c Depth=0 Settings:auth=http://h:5000/v2.0/ Settings:tenant=t Settings:user=u Settings:key=s3cret Settings:region=r Cache:MaxBytes=10485760")]
    [InlineData("provider=swift identity=a:u endpoint=http://h/auth/v1.0", "Type=Rclone Backend=swift Path=c Depth=0 Settings:auth=http://h/auth/v1.0 Settings:user=a:u Settings:key=s3cret")]
    [InlineData("provider=rackspace-cloudfiles-uk identity=u", "Type=Rclone Backend=swift Path=c Depth=0 Settings:auth=https://lon.auth.api.rackspacecloud.com/v1.0 Settings:user=u Settings:key=s3cret")]
    [InlineData("provider=b2 identity=account", "Type=Rclone Backend=b2 Path=c Depth=0 Settings:account=account Settings:key=s3cret")]
    public void Properties_become_settings(string properties, string expected) =>
        Settings($"name=c secret=s3cret {properties}").Settings.Select(setting => $"{setting.Key}={setting.Value}").ShouldBe([.. expected.Split(' '), "Digest=MD5"], ignoreOrder: true);

    [Fact]
    public void An_account_of_Google_becomes_the_text_of_its_file()
    {
        var settings = Settings("provider=google-cloud-storage name=c identity=me@acme secret=-----BEGIN\\nEND----- location=EU");
        settings.Settings["Settings:service_account_credentials"].ShouldBe(
            """{"type":"service_account","client_email":"me@acme","private_key":"-----BEGIN\nEND-----","token_uri":"https://oauth2.googleapis.com/token"}""");
        settings.Settings["Backend"].ShouldBe("google cloud storage");
        settings.Ignored.Single().Reason.ShouldContain("a container is not made here");
    }

    [Fact]
    public void Containers_in_a_directory_are_folders() =>
        Settings("provider=filesystem name=c identity=i secret=s", ("jclouds.filesystem.basedir", "/srv/jclouds/")).Settings["Path"].ShouldBe("/srv/jclouds/c");

    [Fact]
    public void The_platforms_file_says_what_a_provider_does_not()
    {
        var variables = new Dictionary<string, string> { [$"{Prefix}provider"] = "b2", [$"{Prefix}name"] = "there", [$"{Prefix}identity"] = "i", [$"{Prefix}secret"] = "s" };
        var settings = Translate("name=here", variables).Settings;
        (settings["Path"], settings["Settings:account"]).ShouldBe(("here", "i"));
    }

    [Theory]
    [InlineData("provider=b2 name=c identity=i", "Missing property 'jclouds.blobstore.secret'")]
    [InlineData("name=c identity=i secret=s3cret", "Missing property 'jclouds.blobstore.provider'")]
    [InlineData("provider=openstack-swift name=c identity=t:u secret=s3cret", "Missing property 'jclouds.blobstore.endpoint'")]
    [InlineData("provider=openstack-swift name=c identity=u secret=s3cret endpoint=http://h", "is no TENANT:USER")]
    [InlineData("provider=filesystem name=c identity=i secret=s3cret", "needs 'jclouds.filesystem.basedir'")]
    [InlineData("provider=transient name=c identity=i secret=s3cret", "the provider 'transient' of jclouds has no counterpart: it keeps content in memory")]
    [InlineData("provider=ninefold name=c identity=i secret=s3cret", "the provider 'ninefold' of jclouds is not known here")]
    public void What_cannot_be_right_is_refused(string properties, string message)
    {
        var exception = Should.Throw<BlobException>(() => Settings(properties));
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldContain(message);
        exception.ToString().ShouldNotContain("s3cret");
    }

    private static StoreSettings Settings(string properties, params (string Name, string Value)[] variables) =>
        Translate(properties, variables.ToDictionary(variable => variable.Name, variable => variable.Value));

    private static StoreSettings Translate(string properties, Dictionary<string, string> variables)
    {
        var elements = string.Concat(properties.Split(' ').Select(pair => pair.Split('=', 2)).Select(pair => $"<property name=\"{Prefix}{pair[0]}\">{pair[1]}</property>"));
        var provider = ContributionReader.ReadText(
            $"""<component name="c"><extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration"><blobprovider name="default"><class>org.nuxeo.ecm.blob.jclouds.JCloudsBinaryManager</class>{elements}</blobprovider></extension></component>""",
            "page", new ContributionOptions { Variable = name => variables.GetValueOrDefault(name) }).Providers.Single();
        return StoreClasses.SettingsOf(provider);
    }
}
