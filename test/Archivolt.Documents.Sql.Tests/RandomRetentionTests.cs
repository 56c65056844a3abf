using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.ColdStorage;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Moves;
using Archivolt.Documents.Records;
using Archivolt.Layers;
using Archivolt.Providers;
using Archivolt.Stores;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Sql.Tests;

/// <summary>Whatever people, programs, time and the collector do in whatever order: content under retention or hold is there, and is what it was.</summary>
public sealed class RandomRetentionTests
{
    [Fact]
    public void No_order_of_what_can_be_done_loses_content_under_retention() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(30).WithEndSize(60),
        Prop.ForAll(Gen.Choose(0, 16).ListOf().ToArbitrary(), steps => PlayAsync([.. steps]).GetAwaiter().GetResult()));

    [Theory]
    [InlineData(5, 7, 4, 13, 13, 14, 14)]
    [InlineData(6, 7, 8, 0, 1, 2, 3, 12, 13, 13, 14, 14)]
    [InlineData(15, 5, 8, 16, 11, 11, 16, 0, 4, 14, 14)]
    public async Task These_orders_lose_nothing_either(params int[] steps) => await PlayAsync(steps);

    private static async Task PlayAsync(int[] steps)
    {
        await using var database = new SqliteTestDatabase();
        database.Setup = archivolt =>
        {
            archivolt.AddProvider("default",
                _ => new Cold(new MemoryStore("default", database.Clock), new MemoryStore("cold"), TimeSpan.FromHours(4), database.Clock));
            archivolt.AddProvider("records", _ => new Retained(new MemoryStore("records", database.Clock), new MemoryStore("notes"), database.Clock),
                new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Sha256) });
            archivolt.UseRules(new DispatchRule(DispatchRule.Records, "records"), new DispatchRule(DispatchRule.Default, "default"));
            archivolt.Services.Configure<ColdStorageOptions>(options => options.PreviewRequired = false);
        };
        await new History(database).PlayAsync(steps);
    }

    private sealed class History(SqliteTestDatabase database)
    {
        private static readonly Principal Somebody = new("somebody", []);
        private static readonly PropertyPath Main = PropertyPath.Parse("file:content");
        private static readonly TimeSpan Day = TimeSpan.FromDays(1);

        private readonly Node _node = database.Open();
        private Document _document = null!;

        public async Task PlayAsync(int[] steps)
        {
            var folder = await _node.CreateAsync(await _node.RootAsync(), "folder", "Folder");
            _document = await _node.CreateAsync(folder, "doc");
            await WriteAsync("first");
            string? kept = null;
            for (var i = 0; i < steps.Length; i++)
            {
                var wasRetained = IsRetained();
                try
                {
                    await StepAsync(steps[i], i, folder);
                }
                catch (Exception exception) when (exception is DocumentException or BlobException)
                {
                    // Refused: what counts is what is there.
                }
                var found = await _node.Documents.FindAsync("default", _document.Id);
                if (found is null)
                {
                    (wasRetained && IsRetained()).ShouldBeFalse($"deleted by step {i} of {string.Join(", ", steps)}");
                    return;
                }
                _document = found;
                if (!IsRetained())
                    continue;
                if (wasRetained)
                    (await ReadAsync()).ShouldBe(kept, $"after step {i} of {string.Join(", ", steps)}");
                else
                    kept = await ReadAsync();
            }
        }

        private async Task StepAsync(int step, int number, Document folder)
        {
            var records = _node.Get<RecordKeeper>();
            switch (step)
            {
                case 0:
                    await WriteAsync($"content {number}");
                    break;
                case 1:
                    await UpdateAsync(document => document.Properties.Set(Main, null));
                    break;
                case 2:
                    await UpdateAsync(document => document.Properties.Set("dc:title", $"{number}"), trash: number % 2 == 0);
                    break;
                case 3:
                    await _node.Documents.DeleteAsync("default", _document.Id);
                    break;
                case 4:
                    await _node.Documents.DeleteAsync("default", folder.Id);
                    break;
                case 5 or 6:
                    await records.MakeRecordAsync(Somebody, _document, flexible: step == 6);
                    break;
                case 7:
                    await records.SetRetentionAsync(Somebody, _document, database.Clock.GetUtcNow() + 2 * Day);
                    break;
                case 8 or 9:
                    await records.SetLegalHoldAsync(Somebody, _document, hold: step == 8);
                    break;
                case 10:
                    await records.SetRetentionAsync(Somebody, _document, null);
                    break;
                case 11:
                    await database.AdvanceAsync(Day / 2);
                    break;
                case 12:
                    await _node.Get<BlobManager>()["records"].WriteAsync(BlobSource.FromText("smuggled"), new BlobOwner("default", _document.Id, "content"));
                    break;
                case 13:
                    await _node.Get<MoveRun>().RunAsync();
                    await _node.Get<RetentionExpiry>().RunAsync();
                    await _node.Get<RetrievalCheck>().RunAsync();
                    break;
                case 14:
                    foreach (var provider in (string[])["default", "records"])
                        await _node.Get<GarbageCollector>().RunAsync(new CollectionRequest(provider) { Grace = TimeSpan.Zero, EvenIfUnreferenced = true });
                    break;
                case 15:
                    await _node.Get<ColdDocuments>().MoveAsync(Somebody, _document);
                    break;
                default:
                    await _node.Get<ColdDocuments>().RestoreAsync(Somebody, _document);
                    break;
            }
        }

        private bool IsRetained() => _document.Retention.HoldsAt(database.Clock.GetUtcNow());

        private async Task WriteAsync(string text)
        {
            var changed = _document.Copy();
            await _node.Get<DocumentBlobs>().WriteAsync(BlobSource.FromText(text), changed, Main);
            _document = await _node.Documents.UpdateAsync(changed);
        }

        private Task UpdateAsync(Action<Document> change, bool trash = false)
        {
            var changed = _document.Copy() with { IsTrashed = trash };
            change(changed);
            return _node.Documents.UpdateAsync(changed);
        }

        // Where it is: of a document in cold storage below the tier, which only asks for patience.
        private async Task<string?> ReadAsync()
        {
            if ((ColdContent.Of(_document) ?? _document.Properties.Get(Main)) is not BlobInfo blob)
                return null;
            var provider = _node.Get<DocumentBlobs>().ProviderOf(blob, "default");
            if (provider.Ability<IColdStorage>() is { } tier && await tier.GetStatusAsync(blob.Key.Key) is { IsReadable: false })
                return (await provider.StatAsync(blob.Key.Key)) is null ? null : blob.Digest;
            await using var content = await provider.OpenAsync(blob.Key.Key);
            return Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content));
        }
    }
}
