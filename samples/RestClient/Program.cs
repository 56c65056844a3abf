// Typed calls of a running server: makes a document, gives it a file, reads a part of it, and deletes it.
//   Archivolt__AdminPassword=… dotnet run --project samples/RestClient http://127.0.0.1:8080
using System.Text;
using Archivolt.Samples.RestClient;

var server = new Uri(args is [var url] ? url : "http://127.0.0.1:8080");
var password = Environment.GetEnvironmentVariable("Archivolt__AdminPassword") ?? throw new InvalidOperationException("Set Archivolt__AdminPassword.");
using var client = new ArchivoltClient(server, "Administrator", password);

var document = await client.CreateAsync("/default-domain/workspaces", "File", "greeting", "A greeting");
Console.WriteLine($"created {document.Path}, '{document.Title}'");

using var content = new MemoryStream("Hello World"u8.ToArray());
await client.UploadAsync(document, content, "hello.txt");
Console.WriteLine($"read {Encoding.UTF8.GetString(await client.DownloadAsync(document, 6, 10))}");

await client.DeleteAsync(document);
try
{
    await client.GetAsync(document.Path);
}
catch (HttpRequestException exception)
{
    Console.WriteLine($"{(int)exception.StatusCode!} {exception.Message}");
}
