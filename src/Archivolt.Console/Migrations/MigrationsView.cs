using Archivolt.Layers.Migration;

namespace Archivolt.WebConsole.Migrations;

/// <summary>Looks at the providers that migrate to another store.</summary>
internal sealed class MigrationsView(ProviderMigrations migrations)
{
    public async Task<IReadOnlyList<MigrationStatus>> LookAsync(CancellationToken cancellationToken)
    {
        var found = new List<MigrationStatus>();
        foreach (var provider in await migrations.GetProvidersAsync(cancellationToken))
            found.Add(await migrations.FindAsync(provider, cancellationToken));
        return found;
    }
}
