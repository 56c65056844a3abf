using System.Security.Cryptography.X509Certificates;
using Archivolt.Blobs;
using Archivolt.Testing;
using MongoDB.Driver;

namespace Archivolt.GridFS;

/// <summary>A deployment whose certificate is by an authority of its own.</summary>
public sealed class TlsTests : BucketTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("truststore-secret")]
    public async Task A_deployment_is_reached_whose_authority_a_file_names(string? password)
    {
        using var directory = new TestDirectory();
        await using var proxy = Proxy();
        var file = directory["authorities"];
        if (password is null)
            await File.WriteAllTextAsync(file, proxy.Authority.ExportCertificatePem());
        else
            await File.WriteAllBytesAsync(file, new X509Certificate2Collection(X509CertificateLoader.LoadCertificate(proxy.Authority.RawData)).Export(X509ContentType.Pkcs12, password)!);
        await using var store = await GridFSStore.OpenAsync(Through(proxy) with { TrustedCertificates = file, TrustedCertificatesPassword = password });
        await WriteAsync(store, "blob", RandomContent(100));
        (await ReadAsync(store, "blob")).ShouldBe(RandomContent(100));
    }

    [Fact]
    public async Task A_deployment_by_another_authority_is_refused()
    {
        using var directory = new TestDirectory();
        await using var proxy = Proxy();
        using var other = TlsProxy.NewAuthority();
        await File.WriteAllTextAsync(directory["authorities"], other.ExportCertificatePem());
        await FailsAsync(BlobError.Unavailable, async () => await GridFSStore.OpenAsync(Through(proxy) with { TrustedCertificates = directory["authorities"] }));
        await FailsAsync(BlobError.Unavailable, async () => await GridFSStore.OpenAsync(Through(proxy)));
    }

    [Theory]
    [InlineData("no certificate", "tls=true", "neither PEM nor PKCS #12")]
    [InlineData("-----BEGIN NOTHING-----", "tls=true", "holds no certificate")]
    [InlineData(null, "tls=true", "cannot be read")]
    [InlineData("", "tls=false", "does not ask for TLS")]
    public async Task A_file_of_authorities_that_cannot_be_right_is_named(string? content, string tls, string message)
    {
        using var directory = new TestDirectory();
        if (content is not null)
            await File.WriteAllTextAsync(directory["authorities"], content);
        var options = Bucket.Options with { Connection = $"mongodb://127.0.0.1:1/?{tls}", TrustedCertificates = directory["authorities"] };
        (await FailsAsync(BlobError.Configuration, async () => await GridFSStore.OpenAsync(options))).Message.ShouldContain(message);
    }

    private TlsProxy Proxy()
    {
        var server = new MongoUrl(Bucket.Options.Connection).Server;
        return new TlsProxy(server.Host, server.Port);
    }

    private GridFSStoreOptions Through(TlsProxy proxy) => Bucket.Options with
    {
        Connection = new MongoUrlBuilder(Bucket.Options.Connection) { Server = new MongoServerAddress("127.0.0.1", proxy.Port), UseTls = true, ServerSelectionTimeout = TimeSpan.FromSeconds(5) }.ToString(),
    };
}
