// A layer of one's own, composed with a mirror: everything that happens to the content of the provider is written to the console.
//   dotnet run --project samples/Layer [FOLDER]
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Samples.Layer;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddArchivolt(archivolt => archivolt.UseDataPath(args is [var folder] ? folder : "data")
    .AddFileStore("files", "binaries").Logged("files: ").MirroredTo("copy"));
await using var provider = services.BuildServiceProvider();
var files = provider.GetRequiredKeyedService<BlobProvider>("files");

await files.EnsureOpenAsync();
Console.WriteLine(files);
var stored = await files.WriteAsync(BlobSource.FromText("Hello World"));
Console.WriteLine(await files.ReadAllTextAsync(stored.Key.Key));
