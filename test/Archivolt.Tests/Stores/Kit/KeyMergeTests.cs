using System.Collections;
using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Tests.Stores.Kit;

public sealed class KeyMergeTests
{
    [Theory]
    [InlineData("", "", "")]
    [InlineData("a b", "", "a- b-")]
    [InlineData("", "a b", "-a -b")]
    [InlineData("a c", "b c d", "a- -b cc -d")]
    [InlineData("a a c c", "a b", "aa aa -b c- c-")]
    [InlineData("b b", "a c", "-a b- b- -c")]
    public async Task A_join_gives_every_element_once_with_its_match(string left, string right, string expected)
    {
        var joined = await JoinAsync(Keys(left), Keys(right));
        joined.ShouldBe(Keys(expected));
    }

    [Fact]
    public async Task Keys_are_ordered_by_code_points_and_not_by_units()
    {
        // Beyond U+FFFF a key is written with surrogates, whose units come before U+FF21.
        string[] left = ["\uff21", "\U0001F600"];
        (await JoinAsync(left, ["\U0001F600"])).ShouldBe(["\uff21-", "\U0001F600\U0001F600"]);
        KeyMerge.Merge([["\U0001F600"], ["\uff21"]]).ShouldBe(left);
    }

    [Theory]
    [InlineData("b a", "a b")]
    [InlineData("a b", "b a")]
    [InlineData("a c b", "")]
    [InlineData("", "a c b")]
    public async Task A_join_ends_where_a_sequence_is_in_another_order(string left, string right) =>
        (await Should.ThrowAsync<BlobException>(() => JoinAsync(Keys(left), Keys(right)))).Error.ShouldBe(BlobError.Unsupported);

    [Fact]
    public async Task A_join_closes_both_sequences_however_it_ends()
    {
        var closed = new List<string>();
        await foreach (var _ in KeyMerge.JoinAsync(Watched("left"), key => key, Watched("right"), key => key))
            break;
        closed.Order().ShouldBe(["left", "right"]);
        closed.Clear();
        await Should.ThrowAsync<IOException>(async () => await KeyMerge.JoinAsync(Watched("left"), key => key, Failing(), key => key).CountAsync());
        closed.ShouldBe(["left"]);

        async IAsyncEnumerable<string> Watched(string name)
        {
            try
            {
                yield return "a";
                await Task.Yield();
                yield return "b";
            }
            finally
            {
                closed.Add(name);
            }
        }

        static async IAsyncEnumerable<string> Failing()
        {
            yield return "a";
            await Task.Yield();
            throw new IOException();
        }
    }

    [Fact]
    public async Task Cancelling_reaches_both_sequences()
    {
        var cancelled = 0;
        using var stop = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in KeyMerge.JoinAsync(EndlessAsync(), key => key, EndlessAsync(), key => key).WithCancellation(stop.Token))
                await stop.CancelAsync();
        });
        cancelled.ShouldBe(2);

        async IAsyncEnumerable<string> EndlessAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            using var registration = cancellationToken.Register(() => cancelled++);
            for (var i = 0; ; i++)
            {
                await Task.Yield();
                cancellationToken.ThrowIfCancellationRequested();
                yield return $"{i:d8}";
            }
        }
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a c|b|", "a b c")]
    [InlineData("b d|a b e|b", "a b b b d e")]
    public void A_merge_gives_every_key_of_every_sequence(string sources, string expected) =>
        KeyMerge.Merge(sources.Split('|').Select(Keys)).ShouldBe(Keys(expected));

    [Fact]
    public void A_merge_of_many_sequences_is_their_sorted_union()
    {
        var random = new Random(1);
        var sources = Enumerable.Range(0, 20)
            .Select(_ => Enumerable.Range(0, random.Next(50)).Select(_ => $"{random.Next(300):d3}").Order(KeyOrder.Comparer).ToList()).ToList();
        KeyMerge.Merge(sources).ShouldBe(sources.SelectMany(source => source).Order(KeyOrder.Comparer));
    }

    [Fact]
    public void A_merge_closes_its_sequences_when_nobody_reads_on()
    {
        var open = 0;
        KeyMerge.Merge([Watched(), Watched(), []]).First().ShouldBe("a");
        open.ShouldBe(0);

        IEnumerable<string> Watched()
        {
            open++;
            try
            {
                yield return "a";
                yield return "b";
            }
            finally
            {
                open--;
            }
        }
    }

    [Fact]
    public void A_merge_closes_a_sequence_that_fails_at_once()
    {
        var failing = new FailingKeys();
        Should.Throw<IOException>(() => KeyMerge.Merge([["a"], failing]).First());
        failing.IsDisposed.ShouldBeTrue();
    }

    private static string[] Keys(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<List<string>> JoinAsync(string[] left, string[] right) =>
        await KeyMerge.JoinAsync(left.ToAsyncEnumerable(), key => key, right.ToAsyncEnumerable(), key => key)
            .Select(match => $"{match.Left ?? "-"}{match.Right ?? "-"}").ToListAsync();

    private sealed class FailingKeys : IEnumerable<string>, IEnumerator<string>
    {
        public bool IsDisposed { get; private set; }

        public string Current => throw new InvalidOperationException();

        object IEnumerator.Current => Current;

        public IEnumerator<string> GetEnumerator() => this;

        IEnumerator IEnumerable.GetEnumerator() => this;

        public bool MoveNext() => throw new IOException("The disk is gone.");

        public void Reset() => throw new NotSupportedException();

        public void Dispose() => IsDisposed = true;
    }
}
