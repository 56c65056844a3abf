using System.Data.Common;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>What every repository has from its first start: the root and the platform's default domain. Later starts touch nothing.</summary>
internal static class RepositorySeed
{
    private static readonly (string Name, string Type, string Title)[] InDomain =
    [
        ("workspaces", "WorkspaceRoot", "Workspaces"),
        ("sections", "SectionRoot", "Sections"),
        ("templates", "TemplateRoot", "Templates"),
    ];

    public static async Task PlantAsync(DbConnection connection, IEnumerable<string> repositories, TimeProvider clock)
    {
        foreach (var repository in repositories)
        {
            var isNew = await connection.ExecuteAsync(
                "INSERT INTO repositories (name, created) VALUES (@repository, @now) ON CONFLICT (name) DO NOTHING",
                new { repository, now = clock.GetUtcNow().ToUnixTimeMilliseconds() }) == 1;
            if (!isNew)
                continue;
            var root = await AddAsync(connection, repository, parent: null, ("", "Root", ""), clock);
            var domain = await AddAsync(connection, repository, root, ("default-domain", "Domain", "Domain"), clock);
            foreach (var child in InDomain)
                await AddAsync(connection, repository, domain, child, clock);
        }
    }

    private static async Task<Document> AddAsync(
        DbConnection connection, string repository, Document? parent, (string Name, string Type, string Title) what, TimeProvider clock)
    {
        var document = new Document
        {
            Repository = repository,
            Id = Guid.NewGuid().ToString(),
            ParentId = parent?.Id,
            Name = what.Name,
            Path = parent is null ? "/" : DocumentName.Path(parent.Path, what.Name),
            Type = what.Type,
        };
        if (what.Title.Length > 0)
            document.Properties.Set("dc:title", what.Title);
        DocumentDates.Stamp(document, clock);
        await DocumentRows.InsertAsync(connection, DocumentRow.Of(document, writes: 0));
        return document;
    }
}
