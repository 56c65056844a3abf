using System.Data.Common;
using Archivolt.Documents.Access;
using Archivolt.Documents.Sql.Access;
using Dapper;

namespace Archivolt.Documents.Sql.Rows;

/// <summary>What an installation has from its first start: in each repository the root and the platform's default domain, groups and directories. Later starts touch nothing.</summary>
internal static class RepositorySeed
{
    private static readonly (string Name, string Type, string Title)[] InDomain =
    [
        ("workspaces", "WorkspaceRoot", "Workspaces"),
        ("sections", "SectionRoot", "Sections"),
        ("templates", "TemplateRoot", "Templates"),
    ];

    // Whoever is in the platform's group of all members reads what nobody else says anything about.
    private static readonly AccessEntry[] OnRoot = [new("Administrator", Permission.Everything), new("members", Permission.Read)];

    public static async Task PlantAsync(DbConnection connection, IEnumerable<string> repositories, TimeProvider clock)
    {
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        if (await GroupRows.InsertAsync(connection, Principal.Administrators, "Administrators group", now))
            await GroupRows.InsertAsync(connection, "members", "Members group", now);
        await DirectoryRows.PlantAsync(connection, now);
        foreach (var repository in repositories)
        {
            var isNew = await connection.ExecuteAsync(
                "INSERT INTO repositories (name, created) VALUES (@repository, @now) ON CONFLICT (name) DO NOTHING",
                new { repository, now }) == 1;
            if (!isNew)
                continue;
            var root = await AddAsync(connection, repository, parent: null, ("", "Root", ""), clock);
            await SqlDocumentAccess.InsertAsync(connection, repository, root.Id, OnRoot);
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
