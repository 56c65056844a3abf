using Archivolt.Blobs;
using Archivolt.Documents.Collection;
using Archivolt.Documents.Dispatch;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Sql.Tests.Collection;

/// <summary>Any history of uploads, documents, copies, deletions and collections ends as a naive oracle says, after every step.</summary>
public sealed class RandomHistoryTests
{
    private static readonly Gen<(int What, int Which)[]> Histories =
        Gen.Choose(0, 99).Zip(Gen.Choose(0, 1000)).ArrayOf(40).Resize(40);

    [Fact]
    public void Collection_does_what_the_oracle_says() => Prop.ForAll(Histories.ToArbitrary(), history =>
    {
        using var scope = new Scope();
        scope.Test.PlayAsync(history).GetAwaiter().GetResult();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private sealed class Scope : IDisposable
    {
        public History Test { get; } = new();

        public void Dispose() => Test.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private sealed class History() : CollectionContract(new SqliteTestDatabase())
    {
        private readonly Oracle _oracle = new(Day, Day);
        private readonly List<BlobInfo> _uploaded = [];
        private readonly List<(Document Document, BlobInfo Blob)> _documents = [];

        public async Task PlayAsync((int What, int Which)[] history)
        {
            var node = base.Open();
            var collector = node.Get<GarbageCollector>();
            var step = 0;
            foreach (var (what, which) in history)
            {
                var text = $"content {which % 4}";
                switch (what)
                {
                    case < 25:
                        var blob = await WriteAsync(node, text);
                        _uploaded.Add(blob);
                        _oracle.Upload(blob.Key.Key, blob.Upload!.Value, Clock.GetUtcNow());
                        break;
                    case < 45 when _uploaded.Count > 0:
                        var upload = _uploaded[which % _uploaded.Count];
                        // Some documents come with what another one has taken already.
                        if (which % 3 > 0)
                            _uploaded.Remove(upload);
                        await SaveAsync(node, upload);
                        break;
                    case < 52 when _documents.Count > 0:
                        await SaveAsync(node, _documents[which % _documents.Count].Blob with { Upload = null });
                        break;
                    case < 65 when _documents.Count > 0:
                        var gone = _documents[which % _documents.Count];
                        _documents.Remove(gone);
                        await node.Documents.DeleteAsync("default", gone.Document.Id);
                        _oracle.Delete(gone.Blob.Key.Key);
                        break;
                    case < 68:
                        await PutAsync(KeyOf(text), text.Length);
                        _oracle.Put(KeyOf(text), Clock.GetUtcNow());
                        break;
                    case < 80:
                        await Database.AdvanceAsync(TimeSpan.FromHours(1 + (which % 30)));
                        break;
                    case < 85:
                        await collector.CondemnAsync(Request());
                        _oracle.Condemn(Clock.GetUtcNow());
                        break;
                    case < 90:
                        await collector.PurgeAsync(Request());
                        _oracle.Purge(Clock.GetUtcNow());
                        break;
                    case < 98:
                        await collector.RunAsync(Request());
                        _oracle.Run(Clock.GetUtcNow());
                        break;
                    default:
                        await collector.RestoreAsync("default");
                        _oracle.Condemned.Clear();
                        break;
                }
                // Nothing happens twice in the same moment.
                await Database.AdvanceAsync(TimeSpan.FromMilliseconds(1));
                step++;
                string.Join(" ", await KeysAsync()).ShouldBe(string.Join(" ", _oracle.Stored.Keys), $"stored after step {step}");
                string.Join(" ", await CondemnedAsync(node)).ShouldBe(string.Join(" ", _oracle.Condemned.Keys), $"condemned after step {step}");
            }
        }

        private async Task SaveAsync(Node node, BlobInfo blob)
        {
            if (_oracle.Save(blob.Key.Key, blob.Upload))
                _documents.Add((await CreateAsync(node, blob), blob));
            else
                await Sample.RefusesAsync(DocumentError.Invalid, () => CreateAsync(node, blob));
        }
    }
}
