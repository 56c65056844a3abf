using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Archivolt.Renditions.Tests;

/// <summary>What a document links to is not read: no file of the server, nothing on its network.</summary>
public sealed class LinkTests : IDisposable
{
    private const string OpenDocument = "application/vnd.oasis.opendocument.text";

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
        var secret = await SecretAsync();
        var (content, _) = await _home.ConvertAsync(
            "any2pdf", OpenDocument, DocumentWithPictures($"file://{secret}", $"http://{_listener.LocalEndpoint}/secret.png"));
        Encoding.Latin1.GetString(content).ShouldStartWith("%PDF-");
        Encoding.Latin1.GetString(content).ShouldNotContain("/Subtype/Image");
        _listener.Pending().ShouldBeFalse();
    }

    [Theory]
    [InlineData("html")]
    [InlineData("css")]
    [InlineData("odt")]
    public async Task A_background_from_outside_of_the_conversions_folder_is_not_shown(string kind)
    {
        Assert.SkipUnless(await FileIsolation.IsPossibleAsync(), "this system cannot take its files from a program");
        var secret = new Uri(await SecretAsync()).AbsoluteUri;
        var (type, document) = kind switch
        {
            "html" => ("text/html", Encoding.UTF8.GetBytes($"<html><body background='{secret}'><p>Hello</p></body></html>")),
            "css" => ("text/html", Encoding.UTF8.GetBytes($"<html><body style='background-image: url({secret})'><p>Hello</p></body></html>")),
            _ => (OpenDocument, DocumentWithBackground(secret)),
        };
        var (content, _) = await _home.ConvertAsync("any2pdf", type, document);
        Encoding.Latin1.GetString(content).ShouldStartWith("%PDF-");
        Encoding.Latin1.GetString(content).ShouldNotContain("/Subtype/Image");
    }

    [Fact]
    public async Task A_program_sees_no_file_of_the_server()
    {
        Assert.SkipUnless(await FileIsolation.IsPossibleAsync(), "this system cannot take its files from a program");
        var secret = await SecretAsync();
        var scratch = Directory.CreateDirectory(Path.Combine(_outside.FullName, "scratch")).FullName;
        await File.WriteAllTextAsync(Path.Combine(scratch, "input"), "Hello", TestContext.Current.CancellationToken);
        var shell = new ExternalProgram("sh", "dash");
        await new BoundedProcess(new RenditionOptions()).RunAsync(
            shell, ["-c", $"cp input output; for path in '{secret}' /etc/passwd /proc/self /root /home /old/etc; do [ ! -e $path ] || echo $path; done > found"],
            scratch, TestContext.Current.CancellationToken);
        (await File.ReadAllTextAsync(Path.Combine(scratch, "found"), TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(scratch, "output"), TestContext.Current.CancellationToken)).ShouldBe("Hello");
    }

    [Fact]
    public async Task A_program_leaves_nothing_that_the_server_would_follow_or_wait_for()
    {
        Assert.SkipUnless(await FileIsolation.IsPossibleAsync(), "this system cannot take its files from a program");
        var scratch = Directory.CreateDirectory(Path.Combine(_outside.FullName, "scratch")).FullName;
        await new BoundedProcess(new RenditionOptions()).RunAsync(
            new ExternalProgram("sh", "dash"),
            ["-c", "ln -s /etc/passwd link; mkfifo pipe; mkdir folder; ln -s / folder/link; chmod 0 folder; echo kept > file; (sleep 300; echo > late) & kill -9 1; touch /usr/touched || true"],
            scratch, TestContext.Current.CancellationToken);
        Directory.EnumerateFileSystemEntries(scratch, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldBe([".root", "file", "folder"], ignoreOrder: true);
        File.Exists("/usr/touched").ShouldBeFalse();
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

    private async Task<string> SecretAsync()
    {
        var secret = Path.Combine(_outside.FullName, "secret.png");
        await File.WriteAllBytesAsync(secret, Sample.Picture(50, 50, ".png"), TestContext.Current.CancellationToken);
        return secret;
    }

    private static byte[] DocumentWithPictures(params string[] addresses) => Document("", string.Concat(addresses.Select(address => $"""
        <t:p><d:frame s:width="5cm" s:height="5cm"><d:image x:href="{address}" x:type="simple"/></d:frame></t:p>
        """)));

    private static byte[] DocumentWithBackground(string address) => Document($"""
        <o:automatic-styles><y:style y:name="P" y:family="paragraph"><y:paragraph-properties><y:background-image x:href="{address}" x:type="simple" x:actuate="onLoad"/>
        </y:paragraph-properties></y:style></o:automatic-styles>
        """, """<t:p t:style-name="P">Hello</t:p>""");

    private static byte[] Document(string styles, string text)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "mimetype", OpenDocument);
            Add(zip, "META-INF/manifest.xml", $"""
                <m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
                <m:file-entry m:full-path="/" m:media-type="{OpenDocument}"/><m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>
                """);
            Add(zip, "content.xml", $"""
                <o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
                xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:s="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
                xmlns:y="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
                xmlns:x="http://www.w3.org/1999/xlink">{styles}<o:body><o:text>{text}</o:text></o:body></o:document-content>
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
