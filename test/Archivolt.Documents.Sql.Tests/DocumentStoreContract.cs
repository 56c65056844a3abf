using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Sql.Tests;

public sealed class SqliteDocumentStoreTests() : DocumentStoreContract(new SqliteTestDatabase());

public sealed class PostgresDocumentStoreTests() : DocumentStoreContract(new PostgresTestDatabase());

public abstract class DocumentStoreContract(TestDatabase database) : SqlContract(database)
{
    [Fact]
    public async Task The_first_start_plants_the_platforms_tree_in_every_repository()
    {
        await using var node = Database.Open(null, "default", "archive");
        foreach (var repository in node.Documents.Repositories)
        {
            (await node.RootAsync(repository)).Type.ShouldBe("Root");
            var domain = await node.Documents.FindByPathAsync(repository, "/default-domain");
            domain.ShouldNotBeNull().Type.ShouldBe("Domain");
            domain.Title.ShouldBe("Domain");
            var (children, total) = await node.Documents.ListChildrenAsync(repository, domain.Id, 0, 10);
            total.ShouldBe(3);
            children.Select(child => (child.Path, child.Type, child.Title)).ShouldBe(
            [
                ("/default-domain/workspaces", "WorkspaceRoot", "Workspaces"),
                ("/default-domain/sections", "SectionRoot", "Sections"),
                ("/default-domain/templates", "TemplateRoot", "Templates"),
            ]);
        }
    }

    [Fact]
    public async Task A_deleted_domain_is_not_planted_again()
    {
        var domain = await Documents.FindByPathAsync("default", "/default-domain");
        await Documents.DeleteAsync("default", domain!.Id);
        await using var later = Database.Open();
        (await later.Documents.FindByPathAsync("default", "/default-domain")).ShouldBeNull();
        (await later.RootAsync()).Type.ShouldBe("Root");
    }

    [Fact]
    public async Task A_created_document_is_found_by_id_and_path_with_all_it_was_given()
    {
        var root = await Node.RootAsync();
        var created = await Documents.CreateAsync(new Document
        {
            Repository = "default",
            Id = "ignored",
            ParentId = root.Id,
            Name = "Übersicht 2026.txt",
            Path = "/ignored",
            Type = "File",
            State = "approved",
            Facets = ["Downloadable", "HasRelatedText"],
            Properties = Sample.Properties(),
        });
        Guid.ParseExact(created.Id, "D").ToString().ShouldBe(created.Id);
        created.Path.ShouldBe("/Übersicht 2026.txt");
        var byId = await Documents.FindAsync("default", created.Id);
        var byPath = await Documents.FindByPathAsync("default", created.Path + "/");
        foreach (var found in new[] { byId, byPath })
        {
            found.ShouldNotBeNull().ParentId.ShouldBe(root.Id);
            (found.Name, found.Type, found.State, found.IsTrashed).ShouldBe(("Übersicht 2026.txt", "File", "approved", false));
            found.Facets.ShouldBe(["Downloadable", "HasRelatedText"]);
            found.ChangeToken.ShouldBe(created.ChangeToken);
            Sample.Text(found.Properties).ShouldBe(Sample.Text(created.Properties));
        }
    }

    [Fact]
    public async Task Changing_what_was_handed_out_changes_nothing_stored()
    {
        var created = await Node.CreateAsync(await Node.RootAsync(), "a", properties: Sample.Properties());
        (await Documents.FindAsync("default", created.Id))!.Properties.Set("dc:title", "first reader");
        created.Properties.Set("dc:title", "creator");
        (await Documents.FindAsync("default", created.Id))!.Properties.Get("dc:title").ShouldBe("Title");
    }

    [Fact]
    public async Task An_id_that_says_nothing_is_replaced_and_a_taken_one_is_refused()
    {
        var root = await Node.RootAsync();
        var nil = new Document { Repository = "default", Id = Guid.Empty.ToString(), ParentId = root.Id, Name = "a", Path = "", Type = "File" };
        var created = await Documents.CreateAsync(nil);
        created.Id.ShouldNotBe(nil.Id);
        (await Documents.CreateAsync(nil)).Id.ShouldNotBe(created.Id);
        await Sample.RefusesAsync(DocumentError.Conflict, () => Documents.CreateAsync(nil with { Id = created.Id, Name = "b" }));
        (await Documents.FindByPathAsync("default", "/b")).ShouldBeNull();
    }

    [Fact]
    public async Task Unknown_ids_paths_and_repositories_are_null()
    {
        (await Documents.FindAsync("default", Guid.NewGuid().ToString())).ShouldBeNull();
        (await Documents.FindAsync("nowhere", (await Node.RootAsync()).Id)).ShouldBeNull();
        (await Documents.FindByPathAsync("default", "/nothing")).ShouldBeNull();
        (await Documents.FindByPathAsync("default", "default-domain")).ShouldBeNull();
        (await Documents.FindByPathAsync("nowhere", "/")).ShouldBeNull();
    }

    [Theory]
    [InlineData("a/b", "a-b")]
    [InlineData("../../etc/passwd", "..-..-etc-passwd")]
    [InlineData("..", "--")]
    [InlineData(" spaced ", "spaced")]
    [InlineData("line\nbreak\0", "linebreak")]
    public async Task A_name_becomes_one_path_segment(string name, string stored) =>
        (await Node.CreateAsync(await Node.RootAsync(), name)).Path.ShouldBe("/" + stored);

    [Fact]
    public async Task Half_a_surrogate_pair_in_a_name_becomes_the_replacement_character() =>
        (await Node.CreateAsync(await Node.RootAsync(), "\ud800half")).Path.ShouldBe("/\ufffdhalf");

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\n\0")]
    public async Task A_name_without_a_visible_character_is_refused(string name)
    {
        var root = await Node.RootAsync();
        await Sample.RefusesAsync(DocumentError.Invalid, () => Node.CreateAsync(root, name));
    }

    [Fact]
    public async Task Very_long_names_are_cut_and_taken_ones_get_a_suffix()
    {
        var root = await Node.RootAsync();
        var names = new List<string>();
        for (var i = 0; i < 3; i++)
            names.Add((await Node.CreateAsync(root, new string('x', 1000))).Name);
        names.Distinct().Count().ShouldBe(3);
        names.ShouldAllBe(name => name.Length == 255);
        (await Node.CreateAsync(root, "same")).Name.ShouldBe("same");
        (await Node.CreateAsync(root, "same")).Name.ShouldBe($"same.{Clock.GetUtcNow().ToUnixTimeMilliseconds()}");
        (await Node.CreateAsync(root, "same")).Name.ShouldBe($"same.{Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1}");
    }

    [Fact]
    public async Task Unknown_types_parents_and_repositories_are_not_found()
    {
        var root = await Node.RootAsync();
        var type = await Should.ThrowAsync<DocumentException>(() => Node.CreateAsync(root, "a", "Spaceship"));
        (type.Error, type.Message).ShouldBe((DocumentError.NotFound, "Type not found: Spaceship"));
        await Sample.RefusesAsync(DocumentError.NotFound, () => Node.CreateAsync(root with { Id = "gone" }, "a"));
        await Sample.RefusesAsync(DocumentError.NotFound, () => Node.CreateAsync(root with { Repository = "no" }, "a"));
        var orphan = root with { ParentId = null };
        await Sample.RefusesAsync(DocumentError.Invalid, () => Documents.CreateAsync(orphan));
    }

    [Fact]
    public async Task Every_write_changes_the_token_and_a_stale_one_is_a_conflict()
    {
        var first = await Node.CreateAsync(await Node.RootAsync(), "a");
        first.Properties.Set("dc:title", "second");
        var second = await Documents.UpdateAsync(first, first.ChangeToken);
        second.ChangeToken.ShouldNotBe(first.ChangeToken);
        var conflict = await Should.ThrowAsync<DocumentException>(() => Documents.UpdateAsync(first, first.ChangeToken));
        conflict.Error.ShouldBe(DocumentError.Conflict);
        var third = await Documents.UpdateAsync(first);
        (await Documents.FindAsync("default", first.Id))!.ChangeToken.ShouldBe(third.ChangeToken);
    }

    [Fact]
    public async Task An_update_stores_properties_facets_state_and_trash_but_never_moves()
    {
        var document = await Node.CreateAsync(await Node.RootAsync(), "a");
        document.Properties.Set("custom:anything", 7L);
        var updated = await Documents.UpdateAsync(document with
        {
            Name = "b",
            Path = "/b",
            Type = "Note",
            ParentId = "elsewhere",
            State = "deleted",
            Facets = ["Hidden"],
            IsTrashed = true,
        });
        var found = await Documents.FindAsync("default", document.Id);
        found.ShouldNotBeNull().ShouldBe(updated with { Properties = found.Properties, Facets = found.Facets });
        (found.Name, found.Path, found.Type, found.ParentId).ShouldBe(("a", "/a", "File", document.ParentId));
        (found.State, found.IsTrashed, found.Facets.Single()).ShouldBe(("deleted", true, "Hidden"));
        found.Properties.Get("custom:anything").ShouldBe(7L);
        await Sample.RefusesAsync(DocumentError.NotFound, () => Documents.UpdateAsync(document with { Id = "gone" }));
    }

    [Fact]
    public async Task The_store_keeps_creation_and_modification_dates()
    {
        var imported = new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.FromHours(2));
        var properties = new PropertyMap();
        properties.Set("dc:created", imported);
        properties.Set("dc:modified", imported);
        var born = Clock.GetUtcNow();
        var document = await Node.CreateAsync(await Node.RootAsync(), "a", properties: properties);
        (document.Properties.Get("dc:created"), document.Modified).ShouldBe((imported, born));
        Clock.Advance(TimeSpan.FromHours(1));
        (await Documents.UpdateAsync(document)).Modified.ShouldBe(born.AddHours(1));
        (await Node.CreateAsync(await Node.RootAsync(), "b")).Properties.Get("dc:created").ShouldBe(born.AddHours(1));
    }

    [Fact]
    public async Task Children_come_in_creation_order_page_by_page()
    {
        var folder = await Node.CreateAsync(await Node.RootAsync(), "folder", "Folder");
        for (var i = 9; i >= 0; i--)
            await Node.CreateAsync(folder, $"c{i}");
        var (first, total) = await Documents.ListChildrenAsync("default", folder.Id, 0, 4);
        var (last, _) = await Documents.ListChildrenAsync("default", folder.Id, 8, 4);
        total.ShouldBe(10);
        first.Select(child => child.Name).ShouldBe(["c9", "c8", "c7", "c6"]);
        last.Select(child => child.Name).ShouldBe(["c1", "c0"]);
        (await Documents.ListChildrenAsync("default", "gone", 0, 4)).ShouldSatisfyAllConditions(
            none => none.Page.ShouldBeEmpty(), none => none.Total.ShouldBe(0));
    }

    [Fact]
    public async Task All_documents_of_a_repository_come_by_id_from_any_point_on_while_others_come_and_go()
    {
        await using var node = Database.Open(null, "default", "archive");
        var root = await node.RootAsync();
        var created = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => node.CreateAsync(root, $"d{i}", properties: Sample.Properties())));
        var ids = created.Select(document => document.Id).Order(StringComparer.Ordinal).ToList();
        var listed = new List<Document>();
        await foreach (var document in node.Documents.ListAllAsync("default"))
        {
            listed.Add(document);
            if (listed.Count % 100 == 0)
                await node.Documents.DeleteAsync("default", (await node.CreateAsync(root, "passing")).Id);
        }
        listed.Select(document => document.Id).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        ids.Except(listed.Select(document => document.Id)).ShouldBeEmpty();
        Sample.Text(listed.Single(document => document.Id == ids[0]).Properties).ShouldBe(
            Sample.Text(created.Single(document => document.Id == ids[0]).Properties));
        (await node.Documents.ListAllAsync("default", ids[^3]).Select(document => document.Id).ToListAsync()).Intersect(ids).ShouldBe(ids[^2..]);
        (await node.Documents.CountAsync("default")).ShouldBe(605);
        (await node.Documents.CountAsync("archive")).ShouldBe(5);
        (await node.Documents.ListAllAsync("nowhere").AnyAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task Deleting_takes_everything_below_and_nothing_beside()
    {
        var root = await Node.RootAsync();
        var folder = await Node.CreateAsync(root, "a", "Folder");
        var below = await Node.CreateAsync(folder, "b", "Folder");
        var leaf = await Node.CreateAsync(below, "c", properties: Sample.Properties());
        var beside = await Node.CreateAsync(root, "a-beside", properties: Sample.Properties());
        await Documents.FindAsync("default", leaf.Id);

        (await Documents.DeleteAsync("default", folder.Id)).ShouldBe(3);

        foreach (var gone in new[] { folder, below, leaf })
            (await Documents.FindAsync("default", gone.Id)).ShouldBeNull();
        (await Documents.FindAsync("default", beside.Id)).ShouldNotBeNull();
        (await Sample.ListAsync(Node.References)).Select(reference => reference.DocumentId).Distinct().ShouldBe([beside.Id]);
        await Sample.RefusesAsync(DocumentError.NotFound, () => Documents.DeleteAsync("default", folder.Id));
        await Sample.RefusesAsync(DocumentError.Invalid, () => Documents.DeleteAsync("default", root.Id));
    }

    [Fact]
    public async Task Documents_that_would_grow_too_large_are_refused_with_the_limit()
    {
        await using var node = Database.Open(options => (options.MaxPropertiesLength, options.MaxPathLength) = (1000, 60));
        var root = await node.RootAsync();
        var properties = new PropertyMap();
        properties.Set("note:note", new string('x', 2000));
        (await Should.ThrowAsync<DocumentException>(() => node.CreateAsync(root, "a", properties: properties))).Message.ShouldContain("1000");
        (await Should.ThrowAsync<DocumentException>(() => node.CreateAsync(root, new string('x', 100)))).Message.ShouldContain("60");
        var document = await node.CreateAsync(root, "a");
        var nested = document.Copy();
        object? value = null;
        for (var i = 0; i < 100; i++)
            value = new List<object?> { value };
        nested.Properties.Set("deep:list", value);
        (await Should.ThrowAsync<DocumentException>(() => node.Documents.UpdateAsync(nested))).Message.ShouldContain("deep:list");
        (await node.Documents.FindAsync("default", document.Id))!.ChangeToken.ShouldBe(document.ChangeToken);
    }

    [Fact]
    public async Task Many_writers_at_once_all_get_their_document()
    {
        var root = await Node.RootAsync();
        var created = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Node.CreateAsync(root, $"same{i % 10}")));
        created.Select(document => document.Path).Distinct().Count().ShouldBe(200);
        (await Documents.ListChildrenAsync("default", root.Id, 0, 1)).Total.ShouldBe(201);
    }

    [Fact]
    public async Task A_failing_writer_takes_no_other_along()
    {
        var root = await Node.RootAsync();
        var attempts = Enumerable.Range(0, 50)
            .Select(i => Node.CreateAsync(i % 2 == 0 ? root : root with { Id = "gone" }, $"d{i}"))
            .ToList();
        await Task.WhenAll(attempts.Select(attempt => attempt.ContinueWith(_ => { }, TaskScheduler.Default)));
        attempts.Count(attempt => attempt.IsCompletedSuccessfully).ShouldBe(25);
        (await Documents.ListChildrenAsync("default", root.Id, 0, 1)).Total.ShouldBe(26);
    }

    [Fact]
    public async Task A_cancelled_writer_writes_nothing()
    {
        var root = await Node.RootAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var document = root with { ParentId = root.Id, Name = "a", Type = "File" };
        await Should.ThrowAsync<OperationCanceledException>(() => Documents.CreateAsync(document, cancellationToken: cancelled.Token));
        (await Documents.FindByPathAsync("default", "/a")).ShouldBeNull();
    }
}
