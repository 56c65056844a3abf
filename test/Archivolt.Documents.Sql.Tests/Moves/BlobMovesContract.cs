using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Moves;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Documents.Sql.Tests.Moves;

public sealed class SqliteBlobMovesTests() : BlobMovesContract(new SqliteTestDatabase());

public sealed class PostgresBlobMovesTests() : BlobMovesContract(new PostgresTestDatabase());

public abstract class BlobMovesContract(TestDatabase database) : MovesContract(database)
{
    [Fact]
    public async Task A_change_that_rules_look_at_moves_the_blob_and_is_no_change_to_people()
    {
        var before = await ChangeAsync(await CreateAsync("a"), "cold");
        var old = before.Properties.Get(Content).ShouldBeOfType<BlobInfo>();
        var move = (await MovesAsync()).ShouldHaveSingleItem();
        (move.Source, move.Target, move.Rule, move.Length, move.Attempts).ShouldBe(("hot", "cold", "dc:source=cold", 7, 0));

        Clock.Advance(TimeSpan.FromMinutes(5));
        (await RunAsync()).ShouldNotBeNull().Moved.ShouldBe(1);

        var after = (await Mover.Documents.FindAsync("default", before.Id))!;
        var blob = after.Properties.Get(Content).ShouldBeOfType<BlobInfo>();
        blob.ShouldBe(old with { Key = BlobKey.Parse("cold:9a0364b9e99bb480dd25e1f0284c8555"), Upload = null });
        (await ReadAsync(blob.Key)).ShouldBe("content");
        (await ReadAsync(old.Key)).ShouldBe("content");
        (after.Modified, after.HasChangedSince(before.ChangeToken)).ShouldBe((before.Modified, false));
        after.ChangeToken.ShouldNotBe(before.ChangeToken);
        (await Mover.References.FindAsync("hot", old.Key.Key)).ShouldBeEmpty();
        (await Mover.References.FindAsync("cold", blob.Key.Key)).ShouldHaveSingleItem().XPath.ShouldBe("file:content");
        (await MovesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_move_is_in_the_audit_once()
    {
        var document = await ChangeAsync(await CreateAsync("a"), "cold");
        await RunAsync();
        await RunAsync();
        var entry = (await Mover.Audit.QueryAsync(new AuditQuery { DocumentId = document.Id, EventId = "blobMoved" })).ShouldHaveSingleItem();
        (entry.PrincipalName, entry.Comment, entry.Extended["reason"]).ShouldBe(("system", "file:content", "rule 'dc:source=cold'"));
        entry.Extended["from"].ShouldStartWith("hot:");
        entry.Extended["to"].ShouldBe("cold:9a0364b9e99bb480dd25e1f0284c8555");
    }

    [Fact]
    public async Task A_change_that_no_rule_looks_at_moves_nothing_and_neither_does_a_taken_back_one()
    {
        var document = await CreateAsync("a");
        document.Properties.Set("dc:title", "new");
        document = await Mover.Documents.UpdateAsync(document);
        (await MovesAsync()).ShouldBeEmpty();
        await ChangeAsync(await ChangeAsync(document, "cold"), "hot");
        var progress = (await RunAsync()).ShouldNotBeNull();
        (progress.Moved, progress.NotNeeded).ShouldBe((0, 1));
        (await BlobOfAsync(document)).Key.Provider.ShouldBe("hot");
        (await MovesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_of_the_blobs_own_fields_is_a_change_too()
    {
        var document = await CreateAsync("a");
        var blob = (BlobInfo)document.Properties.Get(Content)!;
        document.Properties.Set(Content, blob with { FileName = "cold.txt" });
        await Mover.Documents.UpdateAsync(document);
        await RunAsync();
        (await BlobOfAsync(document)).ShouldSatisfyAllConditions(
            moved => moved.Key.Provider.ShouldBe("cold"), moved => moved.FileName.ShouldBe("cold.txt"));
    }

    [Fact]
    public async Task A_blob_set_from_elsewhere_goes_where_the_rules_want_it_and_other_documents_keep_theirs()
    {
        var first = await CreateAsync("first");
        var shared = (BlobInfo)first.Properties.Get(Content)!;
        var properties = new PropertyMap();
        properties.Set("dc:source", "cold");
        properties.Set(Content, shared);
        var second = await Mover.CreateAsync(await Mover.RootAsync(), "second", properties: properties);
        await RunAsync();
        (await BlobOfAsync(second)).Key.Provider.ShouldBe("cold");
        (await BlobOfAsync(first)).Key.ShouldBe(shared.Key);
    }

    [Fact]
    public async Task A_blob_in_a_provider_that_no_rule_names_stays()
    {
        var info = await Mover.Get<Providers.BlobManager>()["external"].WriteAsync(BlobSource.FromText("theirs"));
        var properties = new PropertyMap();
        properties.Set(Content, info);
        var document = await Mover.CreateAsync(await Mover.RootAsync(), "a", properties: properties);
        await ChangeAsync(document, "cold");
        (await MovesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_client_with_the_token_from_before_the_move_changes_the_document_and_the_content_stays_moved()
    {
        var known = await ChangeAsync(await CreateAsync("a"), "cold");
        await RunAsync();
        known.Properties.Set("dc:title", "client's");
        var stored = await Mover.Documents.UpdateAsync(known, known.ChangeToken);
        ((BlobInfo)stored.Properties.Get(Content)!).Key.Provider.ShouldBe("cold");
        (await BlobOfAsync(known)).Key.Provider.ShouldBe("cold");
        await Sample.RefusesAsync(DocumentError.Conflict, () => Mover.Documents.UpdateAsync(known, known.ChangeToken));
    }

    [Fact]
    public async Task A_document_that_changed_while_its_blob_was_copied_is_decided_again()
    {
        var gate = new GatedStore(Stores["cold"]);
        Stores["cold"] = gate;
        OpenAgain();
        var document = await ChangeAsync(await CreateAsync("a"), "cold");
        var run = RunAsync();
        await gate.Entered;
        await Mover.Get<DocumentBlobs>().WriteAsync(BlobSource.FromText("newer content"), document, Content);
        await Mover.Documents.UpdateAsync(document);
        gate.Open();
        (await run).ShouldNotBeNull().Failed.ShouldBe(0);
        var blob = await BlobOfAsync(document);
        (await ReadAsync(blob.Key)).ShouldBe("newer content");
        (await MovesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_move_of_a_deleted_document_is_gone()
    {
        var document = await ChangeAsync(await CreateAsync("a"), "cold");
        await Mover.Documents.DeleteAsync("default", document.Id);
        (await MovesAsync()).ShouldBeEmpty();
        (await RunAsync()).ShouldNotBeNull().NotNeeded.ShouldBe(0);
    }

    [Fact]
    public async Task A_move_to_a_target_that_is_down_fails_visibly_waits_longer_each_time_and_is_made_when_it_is_back()
    {
        var faulty = new FaultyStore(Stores["cold"], Fault.Fail(FaultPoint.Begin, BlobError.Unavailable) with { Times = 3 });
        Stores["cold"] = faulty;
        OpenAgain();
        var document = await ChangeAsync(await CreateAsync("a"), "cold");
        var waits = new List<double>();
        for (var i = 1; i <= 3; i++)
        {
            (await RunAsync()).ShouldNotBeNull().Failed.ShouldBe(1);
            var move = (await Queue.ListAsync(failedOnly: true).ToListAsync()).ShouldHaveSingleItem();
            move.Attempts.ShouldBe(i);
            move.Problem.ShouldNotBeNullOrEmpty();
            waits.Add((move.Due - Clock.GetUtcNow()).TotalSeconds);
            (await RunAsync()).ShouldNotBeNull().Failed.ShouldBe(0, "it is not due yet");
            (await Queue.CountAsync()).ShouldBe(new MoveTotals(Waiting: 0, Failed: 1, Bytes: 7));
            Clock.Advance(move.Due - Clock.GetUtcNow());
        }
        waits.ShouldBe([10, 20, 40]);
        (await RunAsync()).ShouldNotBeNull().Moved.ShouldBe(1);
        (await BlobOfAsync(document)).Key.Provider.ShouldBe("cold");
        faulty.VerifyAllFaultsHappened();
    }

    [Fact]
    public async Task A_move_waits_as_long_as_the_target_asks_for()
    {
        Stores["cold"] = new Throttling(Stores["cold"], TimeSpan.FromHours(7));
        OpenAgain();
        await ChangeAsync(await CreateAsync("a"), "cold");
        (await RunAsync()).ShouldNotBeNull().Failed.ShouldBe(1);
        ((await MovesAsync()).ShouldHaveSingleItem().Due - Clock.GetUtcNow()).ShouldBe(TimeSpan.FromHours(7));
    }

    [Fact]
    public async Task A_failed_move_can_be_retried_at_once()
    {
        Stores["cold"] = new FaultyStore(Stores["cold"], Fault.Fail(FaultPoint.Commit, BlobError.NoSpace).Once());
        OpenAgain();
        await ChangeAsync(await CreateAsync("a"), "cold");
        (await RunAsync()).ShouldNotBeNull().Failed.ShouldBe(1);
        (await Queue.RetryAsync()).ShouldBe(1);
        (await RunAsync()).ShouldNotBeNull().Moved.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_that_is_not_what_the_document_knows_is_not_moved(bool originalIsDamaged)
    {
        var document = await ChangeAsync(await CreateAsync("a"), "cold");
        var damaged = originalIsDamaged ? "hot" : "cold";
        Stores[damaged] = new FaultyStore(Stores[damaged], Fault.Flip(after: 3));
        OpenAgain();
        (await RunAsync()).ShouldNotBeNull().Failed.ShouldBe(1);
        (await MovesAsync()).ShouldHaveSingleItem().Problem.ShouldNotBeNull().ShouldContain("hashes to");
        (await BlobOfAsync(document)).Key.Provider.ShouldBe("hot");
    }

    [Fact]
    public async Task A_provider_that_names_content_after_documents_gets_its_key_and_gives_it_up_again()
    {
        var document = await ChangeAsync(await CreateAsync("a"), "kept");
        await RunAsync();
        var kept = await BlobOfAsync(document);
        kept.Key.ShouldBe(new BlobKey("records", document.Id));
        await ChangeAsync((await Mover.Documents.FindAsync("default", document.Id))!, "cold");
        await RunAsync();
        (await BlobOfAsync(document)).Key.ToString().ShouldBe("cold:9a0364b9e99bb480dd25e1f0284c8555");
    }

    [Fact]
    public async Task Other_content_under_the_key_of_a_document_is_never_replaced_by_a_move()
    {
        var document = await CreateAsync("a");
        await using (var draft = await Stores["records"].BeginWriteAsync())
        {
            await draft.Body.WriteAsync("another"u8.ToArray());
            await draft.CommitAsync(document.Id);
        }
        await ChangeAsync(document, "kept");
        (await RunAsync()).ShouldNotBeNull().Moved.ShouldBe(1);
        (await BlobOfAsync(document)).Key.Key.ShouldStartWith($"{document.Id}-content-");
        (await ReadAsync(new BlobKey("records", document.Id))).ShouldBe("another");
        (await ReadAsync((await BlobOfAsync(document)).Key)).ShouldBe("content");
    }

    [Fact]
    public async Task While_one_node_moves_no_other_does_and_a_pause_holds_for_all()
    {
        var gate = new GatedStore(Stores["cold"]);
        Stores["cold"] = gate;
        var first = OpenAgain();
        await ChangeAsync(await CreateAsync("a"), "cold");
        var run = RunAsync();
        await gate.Entered;
        OpenAgain();
        (await RunAsync()).ShouldBeNull();
        (await Mover.Get<MoveRun>().StatusAsync()).Node.ShouldNotBeNull();
        await Mover.Get<MoveRun>().PauseAsync(pause: true);
        gate.Open();
        (await run).ShouldNotBeNull().Moved.ShouldBe(1);
        (await RunAsync()).ShouldBeNull();
        (await first.Get<MoveRun>().StatusAsync()).Paused.ShouldBeTrue();
        await first.Get<MoveRun>().PauseAsync(pause: false);
        (await RunAsync()).ShouldNotBeNull();
    }

    /// <summary>Lets the first write wait until the test says so.</summary>
    private sealed class GatedStore(IBlobStore inner) : StoreLayer(inner)
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        protected override string LayerName => "Gated";

        public void Open() => _opened.TrySetResult();

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            if (_entered.TrySetResult())
                await _opened.Task.WaitAsync(cancellationToken);
            return await base.BeginWriteAsync(options, cancellationToken);
        }
    }

    private sealed class Throttling(IBlobStore inner, TimeSpan wait) : StoreLayer(inner)
    {
        public override ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new BlobException(BlobError.Unavailable, "Too many requests.") { RetryAfter = wait };
    }
}
