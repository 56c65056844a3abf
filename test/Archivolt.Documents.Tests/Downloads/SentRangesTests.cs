using Archivolt.Documents.Downloads;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Documents.Tests.Downloads;

public sealed class SentRangesTests
{
    [Fact]
    public void They_name_each_byte_that_was_added_and_no_other() =>
        Prop.ForAll<(byte Offset, byte Count)[]>(parts =>
        {
            var ranges = new SentRanges();
            var sent = new HashSet<long>();
            foreach (var (offset, count) in parts)
            {
                ranges.Add(offset, count + 1L);
                sent.UnionWith(Enumerable.Range(offset, count + 1).Select(i => (long)i));
            }

            var named = ranges.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(range => range.Split('-').Select(long.Parse).ToArray()).ToList();

            named.SelectMany(range => Enumerable.Range((int)range[0], (int)(range[1] - range[0] + 1))).Select(i => (long)i).ShouldBe(sent.Order());
            named.Zip(named.Skip(1)).ShouldAllBe(pair => pair.Second[0] > pair.First[1] + 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void More_than_are_kept_apart_are_hinted_at()
    {
        var ranges = new SentRanges();
        for (var i = 0; i <= SentRanges.Capacity; i++)
            ranges.Add(i * 2L, 1);
        ranges.ToString().ShouldStartWith("0-0,2-2,");
        ranges.ToString().ShouldEndWith(",198-198,…");
        var copy = ranges.Copy();
        copy.Add(1, 1);
        copy.ToString().ShouldStartWith("0-2,");
        copy.ToString().ShouldEndWith(",…");
        ranges.ToString().ShouldStartWith("0-0,");
    }
}
