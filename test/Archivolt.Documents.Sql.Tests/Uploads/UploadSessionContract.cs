using System.Text;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents.Access;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Uploads;
using Archivolt.Jobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Documents.Sql.Tests.Uploads;

public sealed class SqliteUploadSessionTests() : UploadSessionContract(new SqliteTestDatabase());

public sealed class PostgresUploadSessionTests() : UploadSessionContract(new PostgresTestDatabase());

/// <summary>Batches of uploads, from the first byte to the document that takes them, on one node and on several.</summary>
public abstract class UploadSessionContract(TestDatabase database) : SqlContract(database)
{
    private static readonly PropertyPath Content = PropertyPath.Parse("file:content");
    private static readonly Principal Jane = new("jane", [Principal.Administrators]);

    private UploadSessions Sessions => Node.Get<UploadSessions>();

    private BlobProvider Provider => Node.Get<BlobManager>()["default"];

    [Fact]
    public async Task An_uploaded_file_becomes_a_documents_blob()
    {
        var batch = await Sessions.CreateAsync(Jane);
        var file = await Sessions.StoreAsync(Jane, batch, 0, Text("content", "a.txt"));
        (file.IsComplete, file.FileName, file.MediaType, file.ArrivedLength).ShouldBe((true, "a.txt", "text/plain", 7));
        (await Provider.ListAsync().CountAsync()).ShouldBe(0);
        var blob = await AttachAsync(Node, batch);
        (blob.Length, blob.FileName, blob.MediaType).ShouldBe((7, "a.txt", "text/plain"));
        (await ReadAsync(Node, blob)).ShouldBe("content");
        Waiting().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_whose_sender_was_cut_behind_its_last_byte_is_complete()
    {
        var batch = await Sessions.BeginAsync(Jane, new UploadFile(0) { FileName = "a.txt", Length = 7 });
        await Should.ThrowAsync<IOException>(() => Sessions.AppendAsync(Jane, batch, 0, 0, BlobSource.FromFactory(_ => new(new CutBehind("content"u8.ToArray())))));
        (await ReadAsync(Node, await AttachAsync(Node, batch))).ShouldBe("content");
    }

    [Fact]
    public async Task A_file_whose_process_died_behind_its_last_byte_is_complete()
    {
        var batch = await Sessions.BeginAsync(Jane, new UploadFile(0) { FileName = "a.txt", Length = 7 });
        var part = (await Sessions.GetFileAsync(Jane, batch, 0)).Parts.ShouldHaveSingleItem();
        await Provider.Ability<IResumableWrites>()!.AppendAsync(part.Write!, 0, new MemoryStream("content"u8.ToArray()));
        (await Database.Open().Get<UploadSessions>().GetFileAsync(Jane, batch, 0)).IsComplete.ShouldBeTrue();
        (await ReadAsync(Node, await AttachAsync(Node, batch))).ShouldBe("content");
    }

    [Fact]
    public async Task A_part_that_counts_already_goes_on_counting()
    {
        var batch = await Sessions.BeginAsync(Jane, new UploadFile(0) { FileName = "a.txt", Length = 7 });
        await Sessions.AppendAsync(Jane, batch, 0, 0, Text("content"));
        var file = await Sessions.GetFileAsync(Jane, batch, 0);
        (await Node.Get<IUploadSessionLedger>().CompletePartAsync(batch, file, file.Parts[0], TimeSpan.FromHours(1))).ShouldBeEmpty();
        (await Sessions.GetFileAsync(Jane, batch, 0)).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_makes_one_file_of_the_same_pieces_a_second_time_takes_nothing_from_the_first()
    {
        var piece = await Sessions.BeginAsync(Jane, new UploadFile(0) { Length = 7 });
        await Sessions.AppendAsync(Jane, piece, 0, 0, Text("content"));
        var part = (await Sessions.GetFileAsync(Jane, piece, 0)).Parts.ShouldHaveSingleItem();
        var ledger = Node.Get<IUploadSessionLedger>();
        var (first, second) = (await Sessions.CreateAsync(Jane), await Sessions.CreateAsync(Jane));
        await ledger.ConcatenateAsync(first, new UploadFile(0) { Length = 7 }, [(piece, part.Id)]);
        (await Should.ThrowAsync<DocumentException>(() => ledger.ConcatenateAsync(second, new UploadFile(0) { Length = 7 }, [(piece, part.Id)]))).Error.ShouldBe(DocumentError.NotFound);
        (await ReadAsync(Node, await AttachAsync(Node, first))).ShouldBe("content");
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, "md5:00000000000000000000000000000000")]
    [InlineData(true, "md5:00000000000000000000000000000000")]
    public async Task More_than_was_announced_is_not_taken(bool mirrored, string? digest)
    {
        if (mirrored)
            Database.Setup = archivolt => archivolt.AddFileStore("default", "binaries").MirroredTo("copy");
        var sessions = Database.Open().Get<UploadSessions>();
        var batch = await sessions.BeginAsync(Jane, new UploadFile(0) { Length = 3 });
        var content = BlobSource.FromFactory(_ => new(new MemoryStream(new byte[1_000_000]))).With(expectedDigest: digest is null ? null : Digest.Parse(digest));
        (await Should.ThrowAsync<BlobException>(() => sessions.AppendAsync(Jane, batch, 0, 0, content))).Error.ShouldBe(BlobError.TooLarge);
        (await sessions.GetFileAsync(Jane, batch, 0)).ArrivedLength.ShouldBe(0);
        await sessions.AppendAsync(Jane, batch, 0, 0, Text("abc"));
        (await sessions.GetFileAsync(Jane, batch, 0)).IsComplete.ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_lives_as_long_as_something_comes(bool mirrored)
    {
        if (mirrored)
            Database.Setup = archivolt => archivolt.AddFileStore("default", "binaries").MirroredTo("copy");
        var node = Database.Open();
        var sessions = node.Get<UploadSessions>();
        var growing = await sessions.BeginAsync(Jane, new UploadFile(0) { FileName = "a.txt", Length = 7 });
        await sessions.AppendAsync(Jane, growing, 0, 0, Slow("content"));
        (await ReadAsync(node, await AttachAsync(node, growing))).ShouldBe("content");
        var whole = await sessions.CreateAsync(Jane);
        await sessions.StoreAsync(Jane, whole, 0, Slow("content"));
        (await ReadAsync(node, await AttachAsync(node, whole))).ShouldBe("content");
    }

    [Fact]
    public async Task Where_a_store_has_no_resumable_writes_what_arrived_in_a_minute_is_kept_before_the_request_ends()
    {
        Database.Setup = archivolt => archivolt.AddFileStore("default", "binaries").MirroredTo("copy");
        var (node, other) = (Database.Open(), Database.Open());
        var batch = await node.Get<UploadSessions>().BeginAsync(Jane, new UploadFile(0) { FileName = "a.txt", Length = 7 });
        var kept = new List<long>();
        await node.Get<UploadSessions>().AppendAsync(Jane, batch, 0, 0, BlobSource.FromFactory(_ => new(new SlowContent("content"u8.ToArray(), async () =>
        {
            kept.Add((await other.Get<UploadSessions>().GetFileAsync(Jane, batch, 0)).ArrivedLength);
            Clock.Advance(TimeSpan.FromSeconds(30));
        }))));
        kept.ShouldBe([0, 0, 0, 3, 3, 3, 6]);
        (await ReadAsync(other, await AttachAsync(other, batch))).ShouldBe("content");
    }

    [Fact]
    public async Task What_a_batch_holds_lives_as_long_as_the_batch()
    {
        var batch = await Sessions.CreateAsync(Jane);
        await ChunkAsync(Node, batch, 0, 2, 6, "abc");
        var old = DateTime.UtcNow.AddDays(-6);
        foreach (var name in Waiting())
            File.SetLastWriteTimeUtc(Directory.EnumerateFiles(Database.Home, name, SearchOption.AllDirectories).Single(), old);
        var write = (await Sessions.GetFileAsync(Jane, batch, 0)).Parts.ShouldHaveSingleItem().Write!;
        var writes = Provider.Ability<IResumableWrites>()!;
        (await writes.FindAsync(write))!.Expires.ShouldBeLessThan(new DateTimeOffset(old).AddDays(8));

        await Node.Get<JobCatalog>().RunAsync("uploads/expiry");

        (await writes.FindAsync(write))!.Expires.ShouldBeGreaterThan(new DateTimeOffset(old).AddDays(12));
        await Sessions.DropAsync(Jane, batch);
    }

    [Fact]
    public async Task Uploads_of_a_user_end_with_the_user()
    {
        var batch = await Sessions.CreateAsync(new Principal("joe", []));
        await Node.Users.CreateAsync("joe", "password", []);
        await Node.Users.DeleteAsync("joe");
        await Node.Users.CreateAsync("joe", "another password", []);
        (await Should.ThrowAsync<DocumentException>(() => Sessions.GetAsync(new Principal("joe", []), batch))).Error.ShouldBe(DocumentError.NotFound);
    }

    [Fact]
    public async Task More_behind_the_end_of_a_file_is_not_taken_in_silence()
    {
        var batch = await Sessions.BeginAsync(Jane, new UploadFile(0) { Length = 3 });
        await Sessions.AppendAsync(Jane, batch, 0, 0, Text("abc"));
        (await Sessions.AppendAsync(Jane, batch, 0, 3, Text(""))).ShouldBe(3);
        var more = BlobSource.FromFactory(_ => new(new MemoryStream("d"u8.ToArray())));
        (await Should.ThrowAsync<BlobException>(() => Sessions.AppendAsync(Jane, batch, 0, 3, more))).Error.ShouldBe(BlobError.TooLarge);
    }

    [Theory]
    [InlineData(1, 9)]
    [InlineData(2, 2)]
    public async Task A_first_chunk_that_cannot_be_of_the_file_is_refused(int count, long length)
    {
        var batch = await Sessions.CreateAsync(Jane);
        (await Should.ThrowAsync<DocumentException>(() => ChunkAsync(Node, batch, 0, count, length, "abc"))).Error.ShouldBe(DocumentError.Conflict);
        (await ChunkAsync(Node, batch, 0, 1, 3, "abc")).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task Lengths_of_chunked_files_stay_numbers_together()
    {
        (await Should.ThrowAsync<BlobException>(() => Sessions.BeginAsync(Jane, new UploadFile(0) { Length = long.MaxValue }))).Error.ShouldBe(BlobError.TooLarge);
        var batch = await Sessions.CreateAsync(Jane);
        (await Should.ThrowAsync<DocumentException>(() => ChunkAsync(Node, batch, 0, 2, long.MaxValue, "abc"))).Error.ShouldBe(DocumentError.Invalid);
    }

    [Fact]
    public async Task Attaching_commits_what_is_there_and_reads_nothing()
    {
        var batch = await Sessions.CreateAsync(Jane);
        var file = await Sessions.StoreAsync(Jane, batch, 0, Text("content"));
        var source = BlobSource.FromFactory(_ => throw new InvalidOperationException("read")).At(Sessions.SourceOf(file).Staged!);
        var blob = await Provider.WriteAsync(source);
        blob.Digest.ShouldBe(DigestAlgorithm.Sha256.Hash("content"u8).Hex);
    }

    [Fact]
    public async Task Any_node_goes_on_with_a_file_and_attaches_it()
    {
        var other = Database.Open();
        var batch = await Sessions.CreateAsync(Jane);
        (await ChunkAsync(Node, batch, 2, 3, 9, "ghi")).IsComplete.ShouldBeFalse();
        (await ChunkAsync(other, batch, 0, 3, 9, "abc")).ChunkIds.ShouldBe([0, 2]);
        (await ChunkAsync(Node, batch, 1, 3, 9, "def")).IsComplete.ShouldBeTrue();
        (await ReadAsync(Node, await AttachAsync(other, batch))).ShouldBe("abcdefghi");
    }

    [Fact]
    public async Task A_chunk_comes_once_and_fits_the_others()
    {
        var batch = await Sessions.CreateAsync(Jane);
        await ChunkAsync(Node, batch, 0, 3, 9, "abc");
        (await Should.ThrowAsync<DocumentException>(() => ChunkAsync(Node, batch, 0, 3, 9, "abc"))).Message.ShouldContain("already exists");
        (await Should.ThrowAsync<DocumentException>(() => ChunkAsync(Node, batch, 1, 4, 9, "def"))).Error.ShouldBe(DocumentError.Conflict);
        (await Should.ThrowAsync<DocumentException>(() => ChunkAsync(Node, batch, 1, 3, 10, "def"))).Error.ShouldBe(DocumentError.Conflict);
        (await Should.ThrowAsync<DocumentException>(() => ChunkAsync(Node, batch, 3, 3, 9, "def"))).Error.ShouldBe(DocumentError.Invalid);
        await ChunkAsync(Node, batch, 1, 3, 9, "def");
        (await Should.ThrowAsync<DocumentException>(() => ChunkAsync(Node, batch, 2, 3, 9, "gh"))).Error.ShouldBe(DocumentError.Conflict);
        (await ChunkAsync(Node, batch, 2, 3, 9, "ghi")).IsComplete.ShouldBeTrue();
        Waiting().Count(name => name.EndsWith(".0.upload", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task Two_of_one_chunk_at_the_same_time_leave_one()
    {
        var batch = await Sessions.CreateAsync(Jane);
        var other = Database.Open();
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => CountAsync(() => ChunkAsync(i % 2 == 0 ? Node : other, batch, 0, 2, 4, "ab"))));
        tries.Sum().ShouldBe(1);
        (await ChunkAsync(Node, batch, 1, 2, 4, "cd")).IsComplete.ShouldBeTrue();
        (await ReadAsync(Node, await AttachAsync(Node, batch))).ShouldBe("abcd");

        static async Task<int> CountAsync(Func<Task> action)
        {
            try
            {
                await action();
                return 1;
            }
            catch (DocumentException exception) when (exception.Error == DocumentError.Conflict)
            {
                return 0;
            }
        }
    }

    [Fact]
    public async Task What_is_not_complete_is_not_content()
    {
        var batch = await Sessions.CreateAsync(Jane);
        var file = await ChunkAsync(Node, batch, 0, 2, 6, "abc");
        Should.Throw<DocumentException>(() => Sessions.SourceOf(file)).Error.ShouldBe(DocumentError.Invalid);
    }

    [Theory]
    [InlineData(8, null)]
    [InlineData(null, "sha-256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData(null, "md5:00000000000000000000000000000000")]
    public async Task What_is_not_as_announced_is_not_kept(int? length, string? digest)
    {
        var batch = await Sessions.CreateAsync(Jane);
        var content = BlobSource.FromStream(new MemoryStream("content"u8.ToArray()), length).With(expectedDigest: digest is null ? null : Digest.Parse(digest));
        (await Should.ThrowAsync<DocumentException>(() => Sessions.StoreAsync(Jane, batch, 0, content))).Error.ShouldBe(DocumentError.Invalid);
        (await Sessions.GetAsync(Jane, batch)).Files.ShouldBeEmpty();
        Waiting().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cut_upload_leaves_nothing()
    {
        var batch = await Sessions.CreateAsync(Jane);
        await Should.ThrowAsync<IOException>(() => Sessions.StoreAsync(Jane, batch, 0, BlobSource.FromStream(new CutStream(300_000))));
        (await Sessions.GetAsync(Jane, batch)).Files.ShouldBeEmpty();
        Waiting().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_second_upload_of_a_file_takes_the_place_of_the_first()
    {
        var batch = await Sessions.CreateAsync(Jane);
        await ChunkAsync(Node, batch, 0, 2, 6, "abc");
        await Sessions.StoreAsync(Jane, batch, 0, Text("second"));
        await Sessions.StoreAsync(Jane, batch, 0, Text("third"));
        (await ReadAsync(Node, await AttachAsync(Node, batch))).ShouldBe("third");
        Waiting().ShouldBeEmpty();
    }

    [Fact]
    public async Task Empty_files_and_gaps_in_the_numbers_are_no_trouble()
    {
        var batch = await Sessions.CreateAsync(Jane);
        foreach (var index in (int[])[7, 2, 11])
            await Sessions.StoreAsync(Jane, batch, index, Text(""));
        (await Sessions.RemoveAsync(Jane, batch, 7)).ShouldBeTrue();
        (await Sessions.RemoveAsync(Jane, batch, 7)).ShouldBeFalse();
        (await Sessions.GetAsync(Jane, batch)).Files.Select(file => file.Index).ShouldBe([2, 11]);
        (await AttachAsync(Node, batch, 11)).Length.ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_else_sees_a_batch()
    {
        var batch = await Sessions.CreateAsync(Jane);
        await Sessions.StoreAsync(Jane, batch, 0, Text("content"));
        var other = new Principal("bob", [Principal.Administrators]);
        (await Should.ThrowAsync<DocumentException>(() => Sessions.GetAsync(other, batch))).Error.ShouldBe(DocumentError.NotFound);
        (await Should.ThrowAsync<DocumentException>(() => Sessions.GetFileAsync(other, batch, 0))).Error.ShouldBe(DocumentError.NotFound);
        (await Should.ThrowAsync<DocumentException>(() => Sessions.StoreAsync(other, batch, 0, Text("x")))).Error.ShouldBe(DocumentError.NotFound);
        (await Should.ThrowAsync<DocumentException>(() => Sessions.DropAsync(other, batch))).Error.ShouldBe(DocumentError.NotFound);
        (await Should.ThrowAsync<DocumentException>(() => Sessions.CreateAsync(Principal.Anonymous))).Error.ShouldBe(DocumentError.AuthenticationNeeded);
    }

    [Fact]
    public async Task A_file_may_go_into_several_documents()
    {
        var batch = await Sessions.CreateAsync(Jane);
        await Sessions.StoreAsync(Jane, batch, 0, Text("content"));
        var first = await AttachAsync(Node, batch);
        var second = await AttachAsync(Node, batch);
        second.Key.ShouldBe(first.Key);
        var source = Sessions.SourceOf(await Sessions.GetFileAsync(Jane, batch, 0));
        await using var content = await source.OpenAsync();
        (await new StreamReader(content).ReadToEndAsync()).ShouldBe("content");
    }

    [Fact]
    public async Task Content_that_the_rules_want_elsewhere_is_copied_there()
    {
        Database.Setup = archivolt => archivolt.AddFileStore("default", "binaries").AddFileStore("pdfs", "pdfs")
            .UseRules(new DispatchRule("dc:format=pdf", "pdfs"), new DispatchRule("default", "default"));
        var node = Database.Open();
        var batch = await node.Get<UploadSessions>().CreateAsync(Jane);
        await node.Get<UploadSessions>().StoreAsync(Jane, batch, 0, Text("content"));
        var properties = new PropertyMap();
        properties.Set("dc:format", "pdf");
        var blob = await AttachAsync(node, batch, properties: properties);
        blob.Key.Provider.ShouldBe("pdfs");
        (await ReadAsync(node, blob)).ShouldBe("content");
        await node.Get<UploadSessions>().DropAsync(Jane, batch);
        Waiting().ShouldBeEmpty();
    }

    [Fact]
    public async Task More_than_a_page_of_abandoned_batches_expire_with_all_they_hold()
    {
        for (var i = 0; i < 120; i++)
            await Sessions.StoreAsync(Jane, await Sessions.CreateAsync(Jane), 0, Text($"content {i}"));
        var kept = await Sessions.CreateAsync(Jane);
        await Sessions.StoreAsync(Jane, kept, 0, Text("kept"));
        await Database.AdvanceAsync(TimeSpan.FromHours(23));
        await Sessions.GetFileAsync(Jane, kept, 0);
        await Database.AdvanceAsync(TimeSpan.FromHours(2));
        (await Sessions.ExpireAsync(_ => { }, default)).ShouldBe(120);
        Waiting().Count(name => name.EndsWith(".0.upload", StringComparison.Ordinal)).ShouldBe(1);
        (await Database.SqlAsync("SELECT COUNT(*) FROM upload_parts")).ShouldBe(1L);
        (await Sessions.GetAsync(Jane, kept)).Files.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_expired_batch_is_over_before_it_is_taken_away()
    {
        var batch = await Sessions.CreateAsync(Jane);
        await Sessions.StoreAsync(Jane, batch, 0, Text("content"));
        await Database.AdvanceAsync(TimeSpan.FromHours(25));
        (await Should.ThrowAsync<DocumentException>(() => Sessions.GetFileAsync(Jane, batch, 0))).Error.ShouldBe(DocumentError.NotFound);
        (await Should.ThrowAsync<DocumentException>(() => Sessions.StoreAsync(Jane, batch, 1, Text("x")))).Error.ShouldBe(DocumentError.NotFound);
    }

    [Fact]
    public async Task What_a_dead_process_left_goes_with_its_batch()
    {
        var batch = await Sessions.CreateAsync(Jane);
        await Provider.EnsureOpenAsync();
        var write = await Provider.Ability<IResumableWrites>()!.BeginAsync();
        await Node.Get<IUploadSessionLedger>().BeginPartAsync(batch, 0, new UploadPart { Id = Guid.NewGuid(), Number = 0, Provider = "default", Write = write.Id });
        Waiting().ShouldNotBeEmpty();
        await Sessions.DropAsync(Jane, batch);
        Waiting().ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_a_store_cannot_resume_parts_are_blobs_that_the_batch_keeps()
    {
        Database.Setup = archivolt => archivolt.AddFileStore("default", "binaries").MirroredTo("copy");
        var node = Database.Open();
        var sessions = node.Get<UploadSessions>();
        var uploads = node.Get<IUploadLedger>();
        var batch = await sessions.CreateAsync(Jane);
        await ChunkAsync(node, batch, 1, 2, 6, "def");
        await ChunkAsync(node, batch, 0, 2, 6, "abc");
        await sessions.StoreAsync(Jane, batch, 1, Text("whole"));
        (await uploads.CondemnAbandonedAsync("default", TimeSpan.Zero, TimeSpan.Zero)).ShouldBe(0);
        var whole = await AttachAsync(node, batch, 1);
        (await uploads.ListAsync("default").CountAsync()).ShouldBe(3);
        (await ReadAsync(node, whole)).ShouldBe("whole");
        (await ReadAsync(node, await AttachAsync(node, batch))).ShouldBe("abcdef");
        await sessions.DropAsync(Jane, batch);
        (await uploads.CondemnAbandonedAsync("default", TimeSpan.Zero, TimeSpan.Zero)).ShouldBe(3);
        (await ReadAsync(node, whole)).ShouldBe("whole");
    }

    [Fact]
    public async Task Whoever_looks_after_the_installation_sees_all_batches_and_drops_one()
    {
        var oversight = Node.Get<UploadOversight>();
        (await oversight.ListAsync(10)).ShouldBeEmpty();
        var whole = await Sessions.CreateAsync(Jane);
        await Sessions.StoreAsync(Jane, whole, 0, Text("content", "a.txt"));
        await Sessions.StoreChunkAsync(Jane, whole, 1, 0, 2, 9, Text("abc", "b.txt"));
        Clock.Advance(TimeSpan.FromMinutes(1));
        var growing = await Sessions.BeginAsync(new Principal("joe", []), new UploadFile(0) { Length = 10 });
        await Sessions.AppendAsync(new Principal("joe", []), growing, 0, 0, BlobSource.FromBytes("1234"u8.ToArray()));

        var listed = (await Database.Open().Get<UploadOversight>().ListAsync(10)).ToDictionary(upload => upload.Id);
        (listed[whole].Owner, listed[whole].Files, listed[whole].FileName, listed[whole].Arrived, listed[whole].Announced, listed[whole].IsOver).ShouldBe(("jane", 2, "a.txt", 10, 16, false));
        (listed[growing].Owner, listed[growing].Files, listed[growing].FileName, listed[growing].Arrived, listed[growing].Announced).ShouldBe(("joe", 1, null, 4, 10));
        (await oversight.ListAsync(1)).Count.ShouldBe(1);

        await oversight.DropAsync(growing, "root");
        (await Should.ThrowAsync<DocumentException>(() => oversight.DropAsync(growing, "root"))).Error.ShouldBe(DocumentError.NotFound);
        (await oversight.ListAsync(10)).ShouldHaveSingleItem().Id.ShouldBe(whole);
        var entry = (await Node.Get<IAuditLog>().QueryAsync(new AuditQuery { EventId = "uploadDropped" })).ShouldHaveSingleItem();
        (entry.PrincipalName, entry.Extended["owner"]).ShouldBe(("root", "joe"));
        await oversight.DropAsync(whole, "root");
        Waiting().ShouldBeEmpty();
    }

    private static BlobSource Text(string text, string? fileName = null) => BlobSource.FromBytes(Encoding.UTF8.GetBytes(text)).With(fileName, fileName is null ? "text/plain" : null);

    // Seven hours for each byte.
    private BlobSource Slow(string text) => BlobSource.FromFactory(_ => new(new SlowContent(Encoding.UTF8.GetBytes(text), () => Database.AdvanceAsync(TimeSpan.FromHours(7)))));

    private static Task<UploadFile> ChunkAsync(Node node, string batch, int chunk, int count, long length, string text) =>
        node.Get<UploadSessions>().StoreChunkAsync(Jane, batch, 0, chunk, count, length, Text(text));

    private static async Task<BlobInfo> AttachAsync(Node node, string batch, int index = 0, PropertyMap? properties = null)
    {
        var sessions = node.Get<UploadSessions>();
        var source = sessions.SourceOf(await sessions.GetFileAsync(Jane, batch, index));
        var document = await node.CreateAsync(await node.RootAsync(), "a", properties: properties);
        return (await node.Get<DocumentEditor>().SetBlobAsync(Jane, document, Content, source)).Blob;
    }

    private static async Task<string> ReadAsync(Node node, BlobInfo blob)
    {
        await using var content = await node.Get<DocumentBlobs>().ProviderOf(blob, "default").OpenAsync(blob.Key.Key);
        return await new StreamReader(content).ReadToEndAsync();
    }

    private List<string> Waiting() =>
        [.. Directory.EnumerateFiles(Database.Home, "*.upload", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!)];

    private sealed class CutStream(int length) : MemoryStream(new byte[length])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("cut");
    }

    private sealed class SlowContent(byte[] bytes, Func<Task> waitAsync) : ForwardReadStream
    {
        private int _given;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given == bytes.Length || buffer.IsEmpty)
                return 0;
            await waitAsync();
            buffer.Span[0] = bytes[_given++];
            return 1;
        }
    }

    /// <summary>Breaks behind its last byte.</summary>
    private sealed class CutBehind(byte[] bytes) : ForwardReadStream
    {
        private int _given;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_given == bytes.Length)
                throw new IOException("The client is gone.");
            bytes.AsSpan(_given).CopyTo(buffer.Span);
            _given = bytes.Length;
            return ValueTask.FromResult(bytes.Length);
        }
    }
}
