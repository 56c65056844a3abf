// The kernel alone: one provider over a folder, a put, a get of a range, and a scrub that reads everything again.
//   dotnet run --project samples/Kernel [FOLDER]
using System.Text;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Integrity;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddArchivolt(archivolt => archivolt.UseDataPath(args is [var folder] ? folder : "data").AddFileStore("files", "binaries"));
await using var provider = services.BuildServiceProvider();
var files = provider.GetRequiredKeyedService<BlobProvider>("files");

var stored = await files.WriteAsync(BlobSource.FromText("Hello World").With(fileName: "hello.txt"));
Console.WriteLine($"put {stored.Key}, {stored.Length} bytes, {stored.MediaType}");

var part = await files.ReadAllBytesAsync(stored.Key.Key, ByteRange.From(6));
Console.WriteLine($"get {Encoding.UTF8.GetString(part)}");

var scrub = await provider.GetRequiredService<Scrubber>().RunAsync("files");
Console.WriteLine($"scrub {scrub.State!.Blobs} blobs, {scrub.State.Damaged} damaged");
