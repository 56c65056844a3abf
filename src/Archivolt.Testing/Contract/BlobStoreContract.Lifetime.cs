using Archivolt.Blobs;
using Archivolt.Stores;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

// Cancellation, disposal, abilities, and everything at once.
public abstract partial class BlobStoreContract
{
    private static readonly Type[] KnownAbilities =
    [
        typeof(ITouch), typeof(IQuarantine), typeof(IListsKeys), typeof(ICleansTempFiles), typeof(IResumableWrites), typeof(ISignsUrls),
        typeof(IColdStorage), typeof(IRetainsContent), typeof(IMirrors), typeof(IOwnerRecord),
    ];

    [Fact]
    public async Task The_traits_are_data_that_does_not_change()
    {
        Store.Traits.Name.ShouldNotBeNullOrWhiteSpace();
        Store.ToString().ShouldBe(Store.Traits.Name);
        Store.Traits.MaxKeyLength.ShouldBePositive();
        (Store.Traits.MaxLength ?? 1).ShouldBePositive();
        Store.Traits.Locations.ShouldAllBe(place => place.IsAbsoluteUri);
        var before = Store.Traits;
        await PutAsync("blob", Content(10));
        Store.Traits.ShouldBe(before);
    }

    [Fact]
    public async Task Cancelled_before_it_starts_nothing_happens()
    {
        await PutAsync("blob", Content(10));
        var cancelled = new CancellationToken(canceled: true);
        await Should.ThrowAsync<OperationCanceledException>(async () => await Store.StatAsync("blob", cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Store.OpenAsync("blob", ByteRange.All, cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in Store.ListAsync(cancellationToken: cancelled))
                continue;
        });
        if (await RefusesWritesAsync())
            return;
        await Should.ThrowAsync<OperationCanceledException>(async () => await Store.BeginWriteAsync(cancellationToken: cancelled));
        await Should.ThrowAsync<OperationCanceledException>(async () => await Store.DeleteAsync("blob", DeletionProof.ForTest, cancelled));
        await using (var draft = await Store.BeginWriteAsync())
        {
            await Should.ThrowAsync<OperationCanceledException>(async () => await draft.CommitAsync("other", cancelled));
            await Should.ThrowAsync<OperationCanceledException>(async () => await draft.Body.WriteAsync(Content(10), cancelled));
        }
        await ShouldListAsync("blob");
        await ShouldHoldAsync("blob", Content(10));
    }

    [Fact]
    public async Task A_listing_stops_when_it_is_cancelled()
    {
        if (await RefusesOrderedListingAsync())
            return;
        foreach (var key in new[] { "a", "b", "c", "d" })
            await PutAsync(key, Content(1));
        await SettleListingAsync();
        using var cancellation = new CancellationTokenSource();
        var seen = new List<string>();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await foreach (var blob in Store.ListAsync(cancellationToken: cancellation.Token))
            {
                seen.Add(blob.Key);
                await cancellation.CancelAsync();
            }
        });
        seen.ShouldBe(["a"]);
    }

    [Fact]
    public async Task A_write_cancelled_half_way_leaves_nothing()
    {
        if (await RefusesWritesAsync())
            return;
        using var cancellation = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            await using var draft = await Store.BeginWriteAsync(cancellationToken: cancellation.Token);
            await draft.Body.WriteAsync(Content(500_000), cancellation.Token);
            await cancellation.CancelAsync();
            await draft.Body.WriteAsync(Content(500_000), cancellation.Token);
            await draft.CommitAsync("blob", cancellation.Token);
        });
        await ShouldListAsync();
    }

    [Fact]
    public async Task A_disposed_store_says_so()
    {
        await PutAsync("blob", Content(10));
        var draft = Store.Traits.CanWrite ? await Store.BeginWriteAsync() : null;
        await Store.DisposeAsync();
        await Store.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await Store.StatAsync("blob"));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await Store.OpenAsync("blob"));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await ListAsync());
        await Should.ThrowAsync<ObjectDisposedException>(async () => await Store.BeginWriteAsync());
        await Should.ThrowAsync<ObjectDisposedException>(async () => await Store.DeleteAsync("blob", DeletionProof.ForTest));
        if (draft is null)
            return;
        await Should.ThrowAsync<ObjectDisposedException>(async () => await draft.CommitAsync("late"));
        await draft.DisposeAsync();
    }

    [Fact]
    public void The_abilities_are_the_ones_that_are_declared()
    {
        KnownAbilities.Where(ability => Store.GetService(ability) is not null).Select(ability => ability.Name)
            .ShouldBe(Abilities.Select(ability => ability.Name), ignoreOrder: true);
        (Store.Traits.Touch != Touch.None).ShouldBe(Abilities.Contains(typeof(ITouch)), "the traits say the same");
    }

    [Fact]
    public void Abilities_are_what_they_say()
    {
        foreach (var ability in KnownAbilities)
        {
            if (Store.GetService(ability) is { } service)
                service.ShouldBeAssignableTo(ability);
        }
        Store.GetService(typeof(IComparer<BlobStoreContract>)).ShouldBeNull();
        Should.Throw<ArgumentNullException>(() => Store.GetService(null!));
    }

    [Fact]
    public async Task A_local_file_holds_exactly_the_content()
    {
        await PutAsync("blob", Content(70_000));
        await using var content = await Store.OpenAsync("blob", ByteRange.From(1000, 500));
        if (content.LocalFile is not { } file)
            return;
        RandomAccess.GetLength(file).ShouldBe(70_000);
        var bytes = new byte[content.Length];
        (await RandomAccess.ReadAsync(file, bytes, content.Offset)).ShouldBe(500);
        ShouldBeSame(bytes, Content(70_000).AsSpan(1000, 500));
    }

    [Fact]
    public async Task Refreshing_makes_young_what_is_here_and_creates_nothing()
    {
        if (Ability<ITouch>() is not { } ages)
            return;
        (await ages.TouchAsync("blob")).ShouldBeNull();
        await ShouldBeAbsentAsync("blob");
        var written = await WriteAsync("blob", Content(10));
        Clock.Advance(TimeSpan.FromHours(2));
        var refreshed = (await ages.TouchAsync("blob")).ShouldNotBeNull();
        refreshed.Length.ShouldBe(10);
        refreshed.Modified.ShouldBeGreaterThanOrEqualTo(written.Modified + (FollowsClock ? TimeSpan.FromHours(1) : TimeSpan.Zero));
        (await Store.StatAsync("blob")).ShouldBe(refreshed);
        await ShouldHoldAsync("blob", Content(10));
    }

    [Fact]
    public async Task Writers_readers_deleters_and_listings_at_once_see_only_whole_blobs()
    {
        if (await RefusesWritesAsync())
            return;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 60; i++)
            {
                var key = $"blob{random.Next(5)}";
                switch (random.Next(10))
                {
                    case < 5:
                        await WriteAsync(key, Marked(random.Next(60_000)), replace: Store.Traits.CanReplace && random.Next(2) == 0);
                        break;
                    case < 8:
                        await ShouldBeWholeOrAbsentAsync(key);
                        break;
                    case 8:
                        await Store.DeleteAsync(key, DeletionProof.ForTest);
                        break;
                    default:
                        if (Store.Traits.Listing != Listing.None)
                            (await ListAsync()).ShouldAllBe(blob => blob.Length >= sizeof(int));
                        break;
                }
            }
        })));
        if (Store.Traits.Listing == Listing.None)
            return;
        foreach (var blob in await ListAsync())
            await ShouldHoldAsync(blob.Key, await ShouldBeWholeOrAbsentAsync(blob.Key) ?? []);
    }

    /// <summary>Content that says itself what it is: its length, then bytes that follow from it.</summary>
    private static byte[] Marked(int length) => [.. BitConverter.GetBytes(length), .. Content(length, seed: length)];

    private async Task<byte[]?> ShouldBeWholeOrAbsentAsync(string key)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var bytes = await ReadAsync(key);
                ShouldBeSame(bytes, Marked(BitConverter.ToInt32(bytes)), key);
                return bytes;
            }
            catch (BlobException exception) when (exception.Error == BlobError.NotFound)
            {
                return null;
            }
            catch (BlobException exception) when (exception.Error == BlobError.Unavailable && attempt < 50)
            {
                // The reader was told that the blob was replaced while it was read.
            }
        }
    }
}
