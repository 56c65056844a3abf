using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Tests.Testing;

/// <summary>A store that lists a fresh blob late.</summary>
public sealed class LateListingTests : BlobStoreContract
{
    protected override TimeSpan ListingDelay => TimeSpan.FromSeconds(30);

    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new LateStore(new MemoryStore(clock: clock), clock, ListingDelay));

    private sealed class LateStore(IBlobStore inner, TimeProvider clock, TimeSpan delay) : StoreLayer(inner)
    {
        public override IAsyncEnumerable<BlobStat> ListAsync(string? after = null, CancellationToken cancellationToken = default) =>
            base.ListAsync(after, cancellationToken).Where(blob => clock.GetUtcNow() - blob.Modified >= delay);
    }
}

/// <summary>A store that lists in no order, and cannot resume.</summary>
public sealed class UnorderedListingTests : BlobStoreContract
{
    protected override ValueTask<IBlobStore> CreateAsync(TimeProvider clock) => new(new UnorderedStore(new MemoryStore(clock: clock)));

    private sealed class UnorderedStore(IBlobStore inner) : StoreLayer(inner)
    {
        public override StoreTraits Traits => field ??= base.Traits with { Listing = Listing.Unordered };

        public override async IAsyncEnumerable<BlobStat> ListAsync(
            string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (after is not null)
                throw new BlobException(BlobError.Unsupported, "This store lists in no order, so a listing cannot be resumed.", Traits.Name);
            await foreach (var blob in base.ListAsync(cancellationToken: cancellationToken).OrderBy(blob => blob.Key.GetHashCode(StringComparison.Ordinal)).WithCancellation(cancellationToken))
                yield return blob;
        }
    }
}
