using Archivolt.Blobs;
using Archivolt.Stores;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

/// <summary>
/// Every promise of <see cref="IBlobStore"/>, <see cref="BlobDraft"/> and <see cref="StoreTraits"/> as a test. Derive from it, make the store,
/// and a test runner does the rest. What a store cannot do according to its traits, it must refuse clearly; that is then the test.
/// </summary>
/// <example>
/// <code>
/// public sealed class MyStoreTests : BlobStoreContract
/// {
///     protected override ValueTask&lt;IBlobStore> CreateAsync(TimeProvider clock) => new(new MyStore(clock));
/// }
/// </code>
/// </example>
public abstract partial class BlobStoreContract : IAsyncLifetime
{
    /// <summary>The store under test, made before each test and disposed after it.</summary>
    protected IBlobStore Store { get; private set; } = null!;

    /// <summary>The clock that the store was given; starts at the real time, for stores that mix both.</summary>
    protected TestClock Clock { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>Makes a new, empty store.</summary>
    /// <param name="clock">For ages; a store whose ages come from elsewhere ignores it and overrides <see cref="FollowsClock"/>.</param>
    protected abstract ValueTask<IBlobStore> CreateAsync(TimeProvider clock);

    /// <summary>True when ages follow the clock given to <see cref="CreateAsync"/>.</summary>
    protected virtual bool FollowsClock => true;

    /// <summary>
    /// The directory that the store may use, where it uses one: absolute, in a parent directory that only this test uses. The contract puts
    /// bystanders beside it and checks that nothing outside is read or touched.
    /// </summary>
    protected virtual string? Root => null;

    /// <summary>
    /// The abilities that the store has, of those that the kernel knows: <see cref="ITouch"/>, <see cref="IQuarantine"/>, <see cref="IListsKeys"/>,
    /// <see cref="ICleansTempFiles"/>, <see cref="IResumableWrites"/>, <see cref="ISignsUrls"/>, <see cref="IColdStorage"/>, <see cref="IRetainsContent"/>,
    /// <see cref="IMirrors"/>. A missing one fails the contract, and so does one that is not declared; none is skipped silently.
    /// </summary>
    protected virtual IReadOnlyCollection<Type> Abilities => [];

    /// <summary>The client that uses signed URLs: any plain one, without credentials.</summary>
    protected virtual HttpClient Http => field ??= new HttpClient();

    /// <summary>How long a blob may be missing in listings after it was written; <see cref="Clock"/> is moved on so far before each listing.</summary>
    protected virtual TimeSpan ListingDelay => TimeSpan.Zero;

    /// <summary>Waits until a listing has everything that was written; where the store does not follow <see cref="Clock"/>, in a way of its own.</summary>
    protected virtual ValueTask SettleListingAsync()
    {
        if (ListingDelay > TimeSpan.Zero)
            Clock.Advance(ListingDelay);
        return ValueTask.CompletedTask;
    }

    /// <summary>How many blobs make "many" for listings; more than one page where the store pages.</summary>
    protected virtual int ManyBlobs => 300;

    /// <summary>Puts content into the store, or beside it where the store itself is read-only.</summary>
    protected virtual async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content) => await WriteAsync(key, content);

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => Store = await CreateAsync(Clock);

    /// <inheritdoc/>
    public virtual async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes through the store.</summary>
    protected async Task<BlobStat> WriteAsync(string key, ReadOnlyMemory<byte> content, bool replace = false)
    {
        await using var draft = await Store.BeginWriteAsync(new WriteOptions { ExpectedLength = content.Length, Replace = replace });
        await draft.Body.WriteAsync(content);
        return await draft.CommitAsync(key);
    }

    /// <summary>Reads through the store, to the end.</summary>
    protected async Task<byte[]> ReadAsync(string key, ByteRange range = default)
    {
        await using var content = await Store.OpenAsync(key, range);
        return await ToEndAsync(content.Body);
    }

    /// <summary>Lists through the store.</summary>
    protected async Task<List<BlobStat>> ListAsync(string? after = null)
    {
        await SettleListingAsync();
        var blobs = new List<BlobStat>();
        await foreach (var blob in Store.ListAsync(after))
            blobs.Add(blob);
        return blobs;
    }

    /// <summary>Bytes that differ from seed to seed and have no period.</summary>
    protected static byte[] Content(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private protected static async Task<byte[]> ToEndAsync(Stream content)
    {
        using var bytes = new MemoryStream();
        await content.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    // Much faster than comparing item by item, and megabytes in a message help nobody.
    private static void ShouldBeSame(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected, string what = "the content")
    {
        if (!actual.SequenceEqual(expected))
            Assert.Fail($"{what} has {actual.Length} bytes and should have {expected.Length}; they differ at {actual.CommonPrefixLength(expected)}.");
    }

    private async Task<List<string>> KeysAsync(string? after = null) => [.. (await ListAsync(after)).Select(blob => blob.Key)];

    private T? Ability<T>() where T : class => Store.Ability<T>();

    /// <summary>The listing has these keys, in the store's order; where the store lists nothing, it says so.</summary>
    private async Task ShouldListAsync(params IEnumerable<string> keys)
    {
        if (Store.Traits.Listing == Listing.None)
            await FailsAsync(BlobError.Unsupported, null, ListAsync);
        else if (Store.Traits.Listing == Listing.Unordered)
            (await KeysAsync()).ShouldBe(keys, ignoreOrder: true);
        else
            (await KeysAsync()).ShouldBe(keys.Order(KeyOrder.Comparer));

        Task ListAsync() => this.ListAsync();
    }

    /// <summary>For tests of listings: a store that does not list in order says so where it is asked, and the test ends.</summary>
    private async Task<bool> RefusesOrderedListingAsync()
    {
        if (Store.Traits.Listing == Listing.Ordered)
            return false;
        await FailsAsync(BlobError.Unsupported, null, () => ListAsync(after: "a"));
        await ShouldListAsync();
        return true;
    }

    private async Task ShouldBeAbsentAsync(string key)
    {
        (await Store.StatAsync(key)).ShouldBeNull();
        await FailsAsync(BlobError.NotFound, key, async () => await ReadAsync(key));
        if (Store.Traits.Listing != Listing.None)
            (await KeysAsync()).ShouldNotContain(key);
    }

    private async Task ShouldHoldAsync(string key, byte[] content)
    {
        ShouldBeSame(await ReadAsync(key), content, Shown(key));
        var stat = (await Store.StatAsync(key)).ShouldNotBeNull();
        stat.Key.ShouldBe(key);
        stat.Length.ShouldBe(content.Length);
    }

    /// <summary>The one way to fail: a code, the store that failed, and the key.</summary>
    private async Task FailsAsync(BlobError error, string? key, Func<Task> action)
    {
        var exception = await Should.ThrowAsync<BlobException>(action);
        exception.Error.ShouldBe(error, exception.Message);
        exception.Store.ShouldNotBeNullOrWhiteSpace();
        Store.Traits.Name.ShouldContain(exception.Store, Case.Sensitive, "the store in the exception is one of the chain");
        if (key is not null)
            exception.Key.ShouldBe(key);
    }

    /// <summary>For tests of writing: a store that cannot write must say so, and the test ends.</summary>
    private async Task<bool> RefusesWritesAsync()
    {
        if (Store.Traits.CanWrite)
            return false;
        await FailsAsync(BlobError.ReadOnly, null, async () => await Store.BeginWriteAsync());
        await FailsAsync(BlobError.ReadOnly, "some", async () => await Store.DeleteAsync("some", DeletionProof.ForTest));
        return true;
    }

    private static string Shown(string key) =>
        $"the key \"{Uri.EscapeDataString(new string([.. key.Select(c => char.IsSurrogate(c) ? '�' : c)]))}\"";
}
