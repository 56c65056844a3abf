// A blob reference in an entity of EF Core: content is stored first, its key is saved with the row, and queries compare keys.
// Archivolt does not know these references: do not collect garbage in a provider that is used this way.
//   dotnet run --project samples/EntityFramework [FOLDER]
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Samples.EntityFramework;
using Archivolt.Stores.Files;
using Microsoft.EntityFrameworkCore;

var folder = Directory.CreateDirectory(args is [var given] ? given : "data").FullName;
await using var files = new BlobProvider("scans", FileStore.Open(new FileStoreOptions { Path = Path.Combine(folder, "scans") }));
await using var database = new InvoiceContext(Path.Combine(folder, "invoices.db"));
await database.Database.EnsureCreatedAsync();

var scan = await files.WriteAsync(BlobSource.FromText("1 Archivolt, 0.00").With(fileName: "invoice.txt"));
database.Invoices.Add(new Invoice { Number = "2026-001", Scan = scan.Key });
await database.SaveChangesAsync();
database.ChangeTracker.Clear();

var invoice = await database.Invoices.FirstAsync(each => each.Scan == scan.Key);
Console.WriteLine($"{invoice.Number}: {invoice.Scan}");
Console.WriteLine(await files.ReadAllTextAsync(invoice.Scan.Key));
