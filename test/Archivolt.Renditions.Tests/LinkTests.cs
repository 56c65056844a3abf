using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Archivolt.Renditions.Tests;

/// <summary>What a document links to is not read: no file of the server, nothing on its network.</summary>
public sealed class LinkTests : IDisposable
{
    private readonly ConversionHome _home = new();
    private readonly DirectoryInfo _outside = Directory.CreateTempSubdirectory("outside");
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public LinkTests() => _listener.Start();

    public void Dispose()
    {
        _listener.Dispose();
        _outside.Delete(recursive: true);
        _home.Dispose();
    }

    [Fact]
    public async Task A_linked_picture_does_not_get_into_the_pdf_file()
    {
        var secret = Path.Combine(_outside.FullName, "secret.png");
        await File.WriteAllBytesAsync(secret, Sample.Picture(50, 50, ".png"), TestContext.Current.CancellationToken);
        var (content, _) = await _home.ConvertAsync(
            "any2pdf", "application/vnd.oasis.opendocument.text", DocumentWithPictures($"file://{secret}", $"http://{_listener.LocalEndpoint}/secret.png"));
        Encoding.Latin1.GetString(content).ShouldStartWith("%PDF-");
        Encoding.Latin1.GetString(content).ShouldNotContain("/Subtype/Image");
        _listener.Pending().ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_has_no_network()
    {
        Assert.SkipWhen((await NetworkIsolation.CommandAsync()).Count == 0 || !File.Exists("/bin/bash"), "this system cannot take the network from a program");
        var exception = await Should.ThrowAsync<ConversionException>(() => new BoundedProcess(new RenditionOptions()).RunAsync(
            "/bin/bash", "bash", ["-c", $"echo > /dev/tcp/127.0.0.1/{((IPEndPoint)_listener.LocalEndpoint).Port}"], [], _outside.FullName, [],
            TestContext.Current.CancellationToken));
        exception.Error.ShouldBe(ConversionError.Failed);
        _listener.Pending().ShouldBeFalse();
    }

    private static byte[] DocumentWithPictures(params string[] addresses)
    {
        const string MediaType = "application/vnd.oasis.opendocument.text";
        var pictures = string.Concat(addresses.Select(address => $"""
            <t:p><d:frame s:width="5cm" s:height="5cm"><d:image x:href="{address}" x:type="simple"/></d:frame></t:p>
            """));
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "mimetype", MediaType);
            Add(zip, "META-INF/manifest.xml", $"""
                <m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
                <m:file-entry m:full-path="/" m:media-type="{MediaType}"/><m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>
                """);
            Add(zip, "content.xml", $"""
                <o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
                xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:s="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
                xmlns:x="http://www.w3.org/1999/xlink"><o:body><o:text>{pictures}</o:text></o:body></o:document-content>
                """);
        }
        return file.ToArray();
    }

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }
}
