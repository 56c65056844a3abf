using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Nuxeo.Contributions;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Nuxeo.Tests;

/// <summary>Providers of the platform's S3 classes.</summary>
public sealed class S3PropertiesTests
{
    private const string Newer = "org.nuxeo.ecm.blob.s3.S3BlobProvider";
    private const string CloudFront = "org.nuxeo.ecm.core.storage.sql.CloudFrontBinaryManager";
    private const string Older = "org.nuxeo.ecm.core.storage.sql.S3BinaryManager";

    [Theory]
    [InlineData(Older, "bucket=b bucket_prefix=p/", "Type=S3 Bucket=b Prefix=p/ Digest=MD5")]
    [InlineData(Newer, "bucket=b subDirsDepth=2 digest=SHA-256", "Type=S3 Bucket=b Depth=2 Digest=SHA-256 Versions=true")]
    [InlineData(Newer, "bucket=b coldStorage=true", "Type=S3 Bucket=b Digest=MD5 Versions=true ColdStorageClass=GLACIER")]
    [InlineData(Newer, "bucket=b coldStorage=false", "Type=S3 Bucket=b Digest=MD5 Versions=true")]
    [InlineData(Newer, "bucket=b record=true", "Type=S3 Bucket=b Digest=MD5 Versions=true Record=true")]
    [InlineData(Older, "bucket=b awsid=id awssecret=s awstoken=t region=eu-west-1", "Type=S3 Bucket=b Digest=MD5 AccessKey=id SecretKey=s SessionToken=t Region=eu-west-1")]
    [InlineData(Older, "bucket=b endpoint=store:9000 pathstyleaccess=TRUE", "Type=S3 Bucket=b Digest=MD5 Endpoint=https://store:9000 PathStyle=true")]
    [InlineData(Older, "bucket=b pathstyleaccess=yes", "Type=S3 Bucket=b Digest=MD5")]
    [InlineData(Older, "bucket=b connection.max=90 connection.retry=5 connection.timeout=2000 socket.timeout=70000",
        "Type=S3 Bucket=b Digest=MD5 Connections=90 Retries=5 ConnectTimeout=00:00:02 IdleTimeout=00:01:10")]
    [InlineData(Older, "bucket=b crypt.serverside=true", "Type=S3 Bucket=b Digest=MD5 ServerEncryption=Aes256")]
    [InlineData(Older, "bucket=b crypt.serverside=true crypt.kms.key=k", "Type=S3 Bucket=b Digest=MD5 ServerEncryption=Kms KmsKey=k")]
    [InlineData(Older, "bucket=b directdownload=true directdownload.expire=60", "Type=S3 Bucket=b Digest=MD5 SignUrls=true UrlLifetime=00:01:00")]
    [InlineData(Older, "bucket=b cachesize=10MB cachecount=50 cacheminage=60", "Type=S3 Bucket=b Digest=MD5 Cache:MaxBytes=10485760 Cache:MaxFiles=50 Cache:MinAge=00:01:00")]
    [InlineData(Newer, "bucket=b cachesize=10MB nocache=true", "Type=S3 Bucket=b Digest=MD5 Versions=true")]
    [InlineData(Older, "bucket=b directdownload=true downloadfroms3=false", "Type=S3 Bucket=b Digest=MD5")]
    [InlineData(CloudFront, "bucket=b cloudfront.distribDomain=d.net cloudfront.privKeyId=K cloudfront.privKey=/etc/k.pem",
        "Type=S3 Bucket=b Digest=MD5 SignUrls=true CloudFront=https://d.net CloudFrontKeyId=K CloudFrontKeyFile=/etc/k.pem")]
    [InlineData(Newer, "bucket=b directdownload=true cloudfront.enabled=true cloudfront.protocol=http cloudfront.distribDomain=d.net cloudfront.privKeyId=K cloudfront.privKey=k.der",
        "Type=S3 Bucket=b Digest=MD5 Versions=true SignUrls=true CloudFront=http://d.net CloudFrontKeyId=K CloudFrontKeyFile=k.der")]
    [InlineData(CloudFront, "bucket=b directdownload=false cloudfront.distribDomain=d.net", "Type=S3 Bucket=b Digest=MD5")]
    [InlineData(Newer, "bucket=b directdownload=true cloudfront.enabled=false cloudfront.distribDomain=d.net", "Type=S3 Bucket=b Digest=MD5 Versions=true SignUrls=true")]
    public void Properties_become_settings(string @class, string properties, string expected) =>
        StoreClasses.SettingsOf(@class, Pairs(properties)).Settings.Select(setting => $"{setting.Key}={setting.Value}").ShouldBe(expected.Split(' '), ignoreOrder: true);

    [Theory]
    [InlineData("bucket=b crypt.keystore.file=f", "the property 'crypt.keystore.file' is not understood")]
    [InlineData("bucket=b directdownload=true cloudfront.enabled=true", "Missing distribution: set the property 'cloudfront.distribDomain', or nuxeo.s3storage.cloudfront.distribDomain.")]
    [InlineData("bucket=b directdownload=true cloudfront.enabled=true cloudfront.distribDomain=d.net cloudfront.privKeyId=K", "Missing signature, without which everybody who has a URL could read the content")]
    [InlineData("bucket=b directdownload=true cloudfront.enabled=true cloudfront.distribDomain=d.net cloudfront.protocol=rtmp", "'cloudfront.protocol' is 'rtmp'; use https or http")]
    [InlineData("region=eu-west-1", "Missing bucket: set the property 'bucket', or nuxeo.s3storage.bucket.")]
    public void What_would_go_wrong_is_refused_by_name(string properties, string message) =>
        Should.Throw<BlobException>(() => StoreClasses.SettingsOf(Newer, Pairs(properties))).Message.ShouldContain(message);

    [Theory]
    [InlineData("awsid=id", "only one of the properties 'awsid' and 'awssecret' is set, so that the credentials of the environment are used")]
    [InlineData("crypt.kms.key=k", "the property 'crypt.kms.key' has no effect without 'crypt.serverside'")]
    [InlineData("connection.max=many", "the property 'connection.max' is no number of at least 1, so that the usual one is used")]
    [InlineData("directdownload.expire=-1", "the property 'directdownload.expire' is no number of seconds above 0, so that an hour is used")]
    [InlineData("cloudfront.enabled=true", "CloudFront has no effect without 'directdownload'")]
    [InlineData("colour=red", "the property 'colour' has no counterpart in a store of type S3")]
    public void What_has_no_effect_comes_with_the_reason(string property, string reason) =>
        StoreClasses.SettingsOf(Newer, Pairs($"bucket=b {property}")).Ignored.ShouldHaveSingleItem().Reason.ShouldBe(reason);

    [Fact]
    public void What_a_provider_does_not_say_is_looked_up_in_the_platform_s_configuration()
    {
        var conf = Pairs("nuxeo.s3storage.bucket=b nuxeo.s3storage.bucket_prefix=ignored nuxeo.s3storage.awsid=id nuxeo.s3storage.awssecret=s nuxeo.aws.region=eu-west-1 nuxeo.http.proxy.host=proxy nuxeo.http.proxy.port=3128");
        var provider = ContributionReader.ReadText(
            $"""<component name="c"><extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration"><blobprovider name="default"><class>{Newer}</class></blobprovider></extension></component>""",
            "page", new ContributionOptions { Variable = name => conf.GetValueOrDefault(name) }).Providers.Single();
        StoreClasses.SettingsOf(provider).Settings.Select(setting => $"{setting.Key}={setting.Value}").ShouldBe(
            ["Type=S3", "Bucket=b", "Digest=MD5", "Versions=true", "AccessKey=id", "SecretKey=s", "Region=eu-west-1", "Proxy=http://proxy:3128"], ignoreOrder: true);
    }

    [Fact]
    public void A_file_of_variables_is_read_and_a_missing_one_named()
    {
        using var directory = new TestDirectory();
        File.WriteAllText(directory["nuxeo.conf"], "# comment\n\nnuxeo.core.binarymanager = org.nuxeo.ecm.core.blob.InMemoryBlobProvider\n");
        var settings = Pairs($"Archivolt:DataPath={directory[""]} Archivolt:VariablesFile=nuxeo.conf Archivolt:Contributions=c.xml");
        File.WriteAllText(directory["c.xml"],
            """<component name="c"><extension target="org.nuxeo.ecm.core.blob.BlobManager" point="configuration"><blobprovider name="other"><class>${nuxeo.core.binarymanager}</class></blobprovider></extension></component>""");
        Should.NotThrow(() => new ServiceCollection().AddArchivolt(ConfigurationOf(settings), archivolt => archivolt.AddNuxeoContributions(ConfigurationOf(settings))));
        settings["Archivolt:VariablesFile"] = "missing.conf";
        Should.Throw<BlobException>(() => new ServiceCollection().AddArchivolt(ConfigurationOf(settings), archivolt => archivolt.AddNuxeoContributions(ConfigurationOf(settings))))
            .Message.ShouldContain("Archivolt:VariablesFile");
    }

    private static IConfiguration ConfigurationOf(Dictionary<string, string> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();

    private static Dictionary<string, string> Pairs(string text) => text.Split(' ').Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
