// Documents as a library, without a server: a document in SQLite, its file in a folder, and a reader whose permission is checked.
//   dotnet run --project samples/Documents [FOLDER]
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Sql;
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection().AddLogging();
services.AddArchivolt(archivolt => archivolt.UseDataPath(args is [var folder] ? folder : "data").AddFileStore("default", "binaries"))
    .AddSqlDocuments();
await using var application = services.BuildServiceProvider();

var documents = application.GetRequiredService<IDocumentStore>();
var editor = application.GetRequiredService<DocumentEditor>();
var downloads = application.GetRequiredService<DownloadService>();

// a document with a title and a main file, created by somebody who may
var alice = new Principal("alice", [Principal.Administrators]);
Document workspaces = (await documents.FindByPathAsync("default", "/default-domain/workspaces"))!;
Document greeting = await editor.CreateAsync(alice, workspaces, "greeting", "File", document =>
{
    document.Properties.Set("dc:title", "A greeting");
    return DocumentEditor.NoContents;
});
await editor.SetBlobAsync(alice, greeting, PropertyPath.Parse("file:content"), BlobSource.FromText("Hello World").With(fileName: "hello.txt"));
Console.WriteLine($"created {greeting.Path}");

// downloads ask for permission first; what bob may read, the document's access entries say
async Task<string> ReadAsync(Principal reader)
{
    DownloadTicket ticket = await downloads.AuthorizeAsync(new DownloadRequest { Principal = reader, Repository = "default", DocumentId = greeting.Id });
    await using var content = await downloads.OpenAsync(ticket);
    using var text = new StreamReader(content.Body);
    return await text.ReadToEndAsync();
}

Console.WriteLine($"alice read {await ReadAsync(alice)}");
try
{
    await ReadAsync(new Principal("bob", []));
}
catch (DownloadException refused)
{
    Console.WriteLine($"bob got {refused.Error}");
}
