using Archivolt.Blobs;
using Microsoft.EntityFrameworkCore;

namespace Archivolt.Samples.EntityFramework;

/// <summary>Invoices, each with a scan that is kept by Archivolt.</summary>
internal sealed class InvoiceContext(string path) : DbContext
{
    public DbSet<Invoice> Invoices => Set<Invoice>();

    protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={path}");

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration) =>
        configuration.Properties<BlobKey>().HaveConversion<BlobKeyConverter>().HaveMaxLength(BlobKey.MaxLength);
}

/// <summary>An invoice.</summary>
internal sealed class Invoice
{
    public int Id { get; init; }

    public required string Number { get; init; }

    public required BlobKey Scan { get; init; }
}
