using Archivolt.Documents.Dispatch;

namespace Archivolt.Documents.Tests.Collection;

/// <summary>Every state that the protocol of collection can get into, searched through.</summary>
public sealed class CollectionModelTests
{
    [Fact]
    public void A_referenced_blob_is_never_missing_whoever_crashes_where()
    {
        var search = Search.Of(Mistake.None);
        search.Loss.ShouldBeNull();
        search.States.Count.ShouldBeGreaterThan(300);
        search.States.ShouldContain(state => state.Row == Row.Abandoned && state.One.At == Step.Published);
        search.States.ShouldContain(state => state.One.HasReference && state.Two.HasReference);
    }

    [Fact]
    public void There_is_no_dead_end()
    {
        var search = Search.Of(Mistake.None);
        // From everywhere each writer can still store its document, and everything can still be collected.
        search.StatesThatCannotReach(state => state.One.HasReference).ShouldBeEmpty();
        search.StatesThatCannotReach(state => state.Two.HasReference).ShouldBeEmpty();
        search.StatesThatCannotReach(state => state.IsClean).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Mistake.ReservesAfterPublishing)]
    [InlineData(Mistake.ReservesWithoutWaiting)]
    [InlineData(Mistake.LooksBeforeReserving)]
    [InlineData(Mistake.SavesWithoutLooking)]
    [InlineData(Mistake.SavesAfterItsUploadExpired)]
    [InlineData(Mistake.PurgesWithoutLookingAtUploads)]
    [InlineData(Mistake.PurgesWithoutLookingAtReferences)]
    [InlineData(Mistake.LooksAndBeginsInTwoTransactions)]
    [InlineData(Mistake.DeletesBeforeTheMarkIsFlushed)]
    [InlineData(Mistake.DeletesAfterItsTerm)]
    public void Each_mistake_loses_a_referenced_blob(Mistake mistake) => Search.Of(mistake).Loss.ShouldNotBeNull();

    [Fact]
    public void If_nobody_took_over_from_the_dead_their_blobs_could_never_be_stored_again()
    {
        var search = Search.Of(Mistake.NobodyTakesOverFromTheDead);
        search.Loss.ShouldBeNull();
        search.StatesThatCannotReach(state => state.One.HasReference).ShouldNotBeEmpty();
    }

    [Fact]
    public void Restoring_at_the_reservation_is_no_condition_of_safety()
    {
        // It spares the collector a deletion that its own look would refuse.
        var search = Search.Of(Mistake.ReservesWithoutRestore);
        search.Loss.ShouldBeNull();
    }

    private sealed class Search
    {
        private readonly Dictionary<Model, (Model From, string Step)?> _found = [];
        private readonly Dictionary<Model, List<Model>> _into = [];

        public IReadOnlyCollection<Model> States => _found.Keys;

        /// <summary>The shortest way to a state where a reference leads nowhere; null when there is none.</summary>
        public string? Loss { get; private set; }

        public static Search Of(Mistake mistake)
        {
            var search = new Search();
            var queue = new Queue<Model>([default(Model)]);
            search._found.Add(default, null);
            while (queue.TryDequeue(out var state))
            {
                if (state is { IsReferenced: true, HasContent: false })
                    search.Loss ??= search.WayTo(state);
                foreach (var (step, next) in state.Steps(mistake))
                {
                    if (!search._into.TryGetValue(next, out var before))
                        search._into.Add(next, before = []);
                    before.Add(state);
                    if (search._found.TryAdd(next, (state, step)))
                        queue.Enqueue(next);
                }
            }
            return search;
        }

        public List<Model> StatesThatCannotReach(Func<Model, bool> goal)
        {
            var reaching = _found.Keys.Where(goal).ToHashSet();
            var queue = new Queue<Model>(reaching);
            while (queue.TryDequeue(out var state))
            {
                foreach (var before in _into.GetValueOrDefault(state) ?? [])
                {
                    if (reaching.Add(before))
                        queue.Enqueue(before);
                }
            }
            return [.. _found.Keys.Except(reaching)];
        }

        private string WayTo(Model state)
        {
            var steps = new List<string>();
            while (_found[state] is var (from, step))
            {
                steps.Insert(0, step);
                state = from;
            }
            return string.Join(", ", steps);
        }
    }
}
