using System.Text;
using Archivolt.Blobs;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Stores.Kit;
using Archivolt.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Encryption.Tests;

[Trait("Speed", "Slow")]
public sealed class EncryptedTests
{
    private const int Overhead = 80;

    [Fact]
    public async Task Any_range_of_any_content_is_the_same_as_in_clear()
    {
        var inner = new MemoryStore();
        await using var seekable = await Sample.EncryptAsync(inner);
        await using var ranged = new Encrypted(new CountingStore(inner, seeks: false), await Keyring.OpenAsync(inner, [Sample.MasterKey()]));
        var near = Gen.Choose(-3, 3).Zip(Gen.Choose(0, 3), (distance, segments) => Math.Max(0, (segments * Sample.Segment) + distance));
        var cases = Gen.Zip(near, Gen.Zip(near, near)).ToArbitrary();
        var number = 0;
        Prop.ForAll(cases, sizes => CheckAsync(sizes.Item1, sizes.Item2.Item1, sizes.Item2.Item2).GetAwaiter().GetResult())
            .QuickCheckThrowOnFailure();

        async Task<bool> CheckAsync(int length, int offset, int count)
        {
            var (key, content) = ($"blob{number++}", Sample.Content(length, number));
            (await seekable.PutAsync(key, content)).Length.ShouldBe(length);
            (await inner.StatAsync(key))!.Value.Length.ShouldBe(length + (16 * ((length + Sample.Segment - 1) / Sample.Segment)) + Overhead);
            var range = count == 0 ? ByteRange.From(offset) : ByteRange.From(offset, count);
            foreach (var store in new[] { seekable, ranged })
            {
                if (range.TryResolve(length, out var start, out var taken))
                    (await store.GetAsync(key, range)).AsSpan().SequenceEqual(content.AsSpan((int)start, (int)taken)).ShouldBeTrue();
                else
                    await Sample.FailsAsync(BlobError.RangeNotSatisfiable, () => store.GetAsync(key, range));
                (await store.GetAsync(key)).AsSpan().SequenceEqual(content).ShouldBeTrue();
            }
            return true;
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_read_and_what_is_copied_of_a_range_are_together_the_range(bool seeks)
    {
        await using var store = await Sample.EncryptAsync(new CountingStore(new MemoryStore(), seeks));
        var content = Sample.Content(10 * Sample.Segment);
        await store.PutAsync("blob", content);
        var (start, end) = (Sample.Segment + 100, (8 * Sample.Segment) + 5);

        await using var range = await store.OpenAsync("blob", ByteRange.From(start, end - start));
        var beginning = new byte[(2 * Sample.Segment) + 7];
        await range.Body.ReadExactlyAsync(beginning);
        using var rest = new MemoryStream();
        await range.Body.CopyToAsync(rest);

        beginning.Concat(rest.ToArray()).ShouldBe(content[start..end]);
        range.Body.Position.ShouldBe(range.Body.Length);
        (await range.Body.ReadAsync(beginning)).ShouldBe(0);
    }

    [Fact]
    public async Task Copying_stops_before_the_segment_that_was_changed()
    {
        var inner = new MemoryStore();
        await using var store = await Sample.EncryptAsync(inner);
        var content = Sample.Content(10 * Sample.Segment);
        await store.PutAsync("blob", content);
        var stored = await inner.GetAsync("blob");
        stored[6 * (Sample.Segment + 16)] ^= 1;
        await inner.PutAsync("blob", stored, replace: true);

        await using var blob = await store.OpenAsync("blob");
        using var copy = new MemoryStream();
        await Sample.FailsAsync(BlobError.Damaged, () => blob.Body.CopyToAsync(copy));

        copy.Length.ShouldBeLessThanOrEqualTo(6 * Sample.Segment);
        copy.ToArray().ShouldBe(content[..(int)copy.Length]);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task Content_that_is_replaced_between_two_ranges_is_read_anew(int segments)
    {
        var counting = new CountingStore(new MemoryStore(), seeks: false);
        await using var store = await Sample.EncryptAsync(counting);
        await store.PutAsync("blob", Sample.Content(5 * Sample.Segment));
        await store.GetAsync("blob", ByteRange.Last(1));
        counting.Forget();
        var other = Sample.Content(segments * Sample.Segment, seed: 2);
        counting.Opening = async () =>
        {
            if (counting.Opened == 1)
                await store.PutAsync("blob", other, replace: true);
        };
        (await store.GetAsync("blob", ByteRange.From(3 * Sample.Segment))).ShouldBe(other[(3 * Sample.Segment)..]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task One_byte_at_the_end_costs_one_segment_and_the_seal(bool seeks, int requests)
    {
        var counting = new CountingStore(new MemoryStore(), seeks);
        await using var store = await Sample.EncryptAsync(counting);
        var content = Sample.Content(20_000_000);
        await store.PutAsync("blob", content);
        await store.GetAsync("blob", ByteRange.Last(1));
        counting.Forget();
        (await store.GetAsync("blob", ByteRange.Last(1))).ShouldBe(content[^1..]);
        counting.Bytes.ShouldBeLessThanOrEqualTo(Sample.Segment + 16 + Overhead);
        counting.Opened.ShouldBe(requests);
        counting.Forget();
        (await store.GetAsync("blob", ByteRange.From(Sample.Segment - 1, 2))).ShouldBe(content[(Sample.Segment - 1)..(Sample.Segment + 1)]);
        counting.Bytes.ShouldBe((2 * (Sample.Segment + 16)) + Overhead);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_byte_at_the_end_of_ten_gibibytes_costs_the_same(bool seeks)
    {
        const long Length = 10L << 30;
        using var keyring = await Keyring.OpenAsync(new MemoryStore(), [Sample.MasterKey()]);
        using var content = await SealedContent.BeginAsync(keyring, CancellationToken.None);
        var end = new byte[Sample.Segment + 16 + Overhead];
        content.Encrypt((Length / Sample.Segment) - 1, isLast: true, Sample.Content(Sample.Segment), end);
        content.Seal(Length, "large").CopyTo(end, Sample.Segment + 16);
        var stored = SealedContent.LayoutOf(keyring).StoredLength(Length);
        var counting = new CountingStore(new EndStore(stored, end), seeks);
        await using var store = new Encrypted(counting, keyring);

        (await store.StatAsync("large"))!.Value.Length.ShouldBe(Length);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        (await store.GetAsync("large", ByteRange.Last(1))).ShouldBe(Sample.Content(Sample.Segment)[^1..]);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(1 << 20);
        counting.Bytes.ShouldBeLessThanOrEqualTo(end.Length, "one segment and the seal");
    }

    [Fact]
    public async Task A_stored_content_belongs_to_its_key()
    {
        var inner = new MemoryStore();
        await using var store = await Sample.EncryptAsync(inner);
        await store.PutAsync("one", Sample.Content(100_000, seed: 1));
        await store.PutAsync("two", Sample.Content(100_000, seed: 2));
        await inner.PutAsync("two", await inner.GetAsync("one"), replace: true);
        await Sample.FailsAsync(BlobError.Damaged, async () => await store.OpenAsync("two", ByteRange.From(0, 1)));
    }

    [Fact]
    public async Task Segments_cannot_change_places_or_blobs()
    {
        var inner = new MemoryStore();
        await using var store = await Sample.EncryptAsync(inner);
        const int Stored = Sample.Segment + 16;
        await store.PutAsync("one", Sample.Content(4 * Sample.Segment, seed: 1));
        await store.PutAsync("two", Sample.Content(4 * Sample.Segment, seed: 2));
        var (one, two) = (await inner.GetAsync("one"), await inner.GetAsync("two"));
        byte[][] forged =
        [
            [.. one[Stored..(2 * Stored)], .. one[..Stored], .. one[(2 * Stored)..]], // exchanged
            [.. one[..Stored], .. two[Stored..(2 * Stored)], .. one[(2 * Stored)..]], // from another blob
            [.. one[..Stored], .. one[..Stored], .. one[(2 * Stored)..]], // repeated
            [.. one[..Stored], .. one[(2 * Stored)..]], // left out
            [.. one[..Stored], .. one], // put in
            [.. one[..^Overhead], .. two[^Overhead..]], // sealed as another blob
        ];
        foreach (var stored in forged)
        {
            await inner.PutAsync("one", stored, replace: true);
            await Sample.FailsAsync(BlobError.Damaged, () => store.GetAsync("one"));
        }
        await inner.PutAsync("one", one, replace: true);
        (await store.GetAsync("one")).ShouldBe(Sample.Content(4 * Sample.Segment, seed: 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_before_the_seal_are_damage_and_give_no_wrong_length(bool seeks)
    {
        var inner = new MemoryStore();
        await using var store = await Sample.EncryptAsync(new CountingStore(inner, seeks));
        foreach (var (length, inserted) in new[] { (0, 1), (0, 17), (100, 1), (100, 16), (100, 100_000), (Sample.Segment, 16), (Sample.Segment, 17) })
        {
            await store.PutAsync("blob", Sample.Content(length), replace: true);
            var stored = await inner.GetAsync("blob");
            await inner.PutAsync("blob", [.. stored[..^Overhead], .. new byte[inserted], .. stored[^Overhead..]], replace: true);
            await Sample.FailsAsync(BlobError.Damaged, async () => await store.OpenAsync("blob"));
            if (length > 0)
                await Sample.FailsAsync(BlobError.Damaged, async () => await store.OpenAsync("blob", ByteRange.From(0, 1)));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hundred_thousand_mutations_never_give_a_wrong_byte(bool seeks)
    {
        var (inner, random) = (new OneBlobStore(seeks), new Random(5));
        await using var store = new Encrypted(inner, await Keyring.OpenAsync(new MemoryStore(), [Sample.MasterKey()]));
        // Small, so that most mutations hit the seal; and one with a whole segment before the last.
        foreach (var (length, times) in new[] { (0, 10_000), (1, 10_000), (300, 28_000), (Sample.Segment + 50, 2_000) })
        {
            var content = Sample.Content(length, seed: length);
            await store.PutAsync("blob", content);
            var good = inner.Stored;
            for (var i = 0; i < times; i++)
            {
                inner.Stored = Mutate(good, random);
                var from = random.Next(length + 1);
                var range = random.Next(2) == 0 ? ByteRange.All : ByteRange.From(from, random.Next(1, 100));
                try
                {
                    var read = await store.GetAsync("blob", range);
                    range.TryResolve(length, out var start, out var count).ShouldBeTrue();
                    if (!read.AsSpan().SequenceEqual(content.AsSpan((int)start, (int)count)))
                        Assert.Fail($"a wrong byte in mutation {i} of length {length}, range {range}");
                }
                catch (BlobException exception)
                {
                    var behindTheEnd = !range.TryResolve(length, out _, out _) && exception.Error == BlobError.RangeNotSatisfiable;
                    (exception.Error == BlobError.Damaged || behindTheEnd).ShouldBeTrue($"{exception.Message} for mutation {i} of length {length}");
                }
            }
        }
    }

    [Fact]
    public async Task Content_in_clear_is_never_on_the_disk()
    {
        using var directory = new TestDirectory();
        var marker = Encoding.ASCII.GetBytes("the-marker-of-secret-content/");
        var content = Enumerable.Range(0, 20_000).SelectMany(_ => marker).ToArray();
        await using var store = await Sample.EncryptAsync(FileStore.Open(new FileStoreOptions { Path = directory["store"] }));
        await using var provider = new BlobProvider("secret", store);

        // Abandoned in the middle, as a crash would leave it.
        var abandoned = await store.BeginWriteAsync();
        await abandoned.Body.WriteAsync(content);
        Directory.GetFiles(directory["store/tmp"]).ShouldNotBeEmpty("the draft is a file");
        ShouldHideMarker();
        var written = await provider.WriteAsync(BlobSource.FromBytes(content));
        ShouldHideMarker();
        await using (var reading = await provider.OpenAsync(written.Key.Key, ByteRange.From(70_000, 100_000)))
        {
            (await reading.ReadAtLeastAsync(new byte[1000], 1000)).ShouldBeGreaterThanOrEqualTo(1000);
            ShouldHideMarker();
        }
        (await store.GetAsync(written.Key.Key)).ShouldBe(content);
        await abandoned.DisposeAsync();
        Directory.GetFiles(directory["store/tmp"]).ShouldBeEmpty();

        void ShouldHideMarker()
        {
            foreach (var file in Directory.EnumerateFiles(directory["store"], "*", SearchOption.AllDirectories))
                File.ReadAllBytes(file).AsSpan().IndexOf(marker).ShouldBe(-1, file);
        }
    }

    [Fact]
    public async Task Equal_content_is_kept_once_and_looks_different_in_every_store()
    {
        var inner = new[] { new MemoryStore(), new MemoryStore() };
        var content = BlobSource.FromText("hello");
        string? key = null;
        foreach (var store in inner)
        {
            var provider = new BlobProvider("secret", await Sample.EncryptAsync(store));
            var first = await provider.WriteAsync(content);
            (await provider.WriteAsync(content)).Key.ShouldBe(first.Key);
            (await provider.VerifyAsync(first.Key.Key)).Health.ShouldBe(BlobHealth.Sound);
            await foreach (var blob in provider.ListAsync())
                blob.ShouldBe((await provider.StatAsync(first.Key.Key))!.Value);
            key = first.Key.Key;
        }
        (await inner[0].GetAsync(key!)).ShouldNotBe(await inner[1].GetAsync(key!));
    }

    [Fact]
    public async Task No_ability_hands_out_what_is_encrypted()
    {
        using var directory = new TestDirectory();
        await using var store = await Sample.EncryptAsync(FileStore.Open(new FileStoreOptions { Path = directory["store"] }));
        store.GetService(typeof(ISignsUrls)).ShouldBeNull();
        store.GetService(typeof(FileStore)).ShouldBeNull();
        store.GetService(typeof(ITouch)).ShouldBeSameAs(store);
        store.GetService(typeof(Keyring)).ShouldBeOfType<Keyring>();
        store.ToString().ShouldBe("Encrypted(File \"store\")");
    }

    [Fact]
    public async Task What_was_never_encrypted_or_by_another_scheme_is_not_handed_out()
    {
        var inner = new MemoryStore();
        await using var store = await Sample.EncryptAsync(inner);
        await inner.PutAsync("clear", Encoding.UTF8.GetBytes(new string('x', 500)));
        await inner.PutAsync("short", [1, 2, 3]);
        await inner.PutAsync("empty", []);
        await new Encrypted(inner, new ChaCha(new byte[32])).PutAsync("chacha", Sample.Content(500));
        (await Sample.FailsAsync(BlobError.Damaged, () => store.GetAsync("clear"))).Message.ShouldContain("never encrypted");
        await Sample.FailsAsync(BlobError.Damaged, () => store.GetAsync("short"));
        await Sample.FailsAsync(BlobError.Damaged, () => store.GetAsync("empty"));
        (await Sample.FailsAsync(BlobError.Damaged, () => store.GetAsync("chacha"))).Message.ShouldContain("scheme 200");
        (await store.StatAsync("short"))!.Value.Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("read: fail IO after 100KiB", BlobError.IO)]
    [InlineData("read: cut after 100KiB", BlobError.Damaged)]
    [InlineData("read: flip after 100KiB", BlobError.Damaged)]
    public async Task A_fault_of_the_store_below_is_an_error_and_never_a_wrong_byte(string fault, BlobError error)
    {
        var inner = new MemoryStore();
        await (await Sample.EncryptAsync(inner)).PutAsync("blob", Sample.Content(300_000));
        await using var store = await Sample.EncryptAsync(new FaultyStore(inner, fault));
        await using var content = await store.OpenAsync("blob");
        var first = new byte[Sample.Segment];
        await content.Body.ReadExactlyAsync(first);
        first.ShouldBe(Sample.Content(300_000)[..Sample.Segment]);
        await Sample.FailsAsync(error, async () => await content.Body.ReadExactlyAsync(first));
    }

    [Fact]
    public async Task A_read_that_failed_for_a_moment_goes_on_where_it_was()
    {
        var inner = new MemoryStore();
        var content = Sample.Content(3_000_000);
        await (await Sample.EncryptAsync(inner)).PutAsync("blob", content);
        foreach (var after in new[] { 100_000, 300_000, 1_000_000 })
        {
            var store = new Encrypted(new FaultyStore(inner, $"read: fail Unavailable after {after} once"), await Keyring.OpenAsync(inner, [Sample.MasterKey()]));
            await using var stream = await store.OpenAsync("blob", after == 100_000 ? ByteRange.From(100_000) : ByteRange.All);
            using var read = new MemoryStream();
            var failures = 0;
            while (read.Length < stream.Length)
            {
                try
                {
                    await stream.Body.CopyToAsync(read);
                }
                catch (BlobException exception) when (exception.IsTransient)
                {
                    failures++;
                }
            }
            failures.ShouldBe(1);
            read.ToArray().AsSpan().SequenceEqual(content.AsSpan(^(int)stream.Length..)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_draft_that_failed_once_can_only_be_given_up()
    {
        var inner = new MemoryStore();
        await using var store = await Sample.EncryptAsync(new FaultyStore(inner, "write: fail NoSpace after 100KiB once"));
        await using var draft = await store.BeginWriteAsync();
        await Sample.FailsAsync(BlobError.NoSpace, async () => await draft.Body.WriteAsync(new byte[3_000_000]));
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.Body.WriteAsync(new byte[10]));
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("blob"));
        (await store.StatAsync("blob")).ShouldBeNull();
    }

    [Fact]
    public async Task A_write_that_failed_behind_the_back_fails_the_commit()
    {
        await using var store = await Sample.EncryptAsync(new FaultyStore(new MemoryStore(), "write: fail NoSpace after 100KiB once"));
        await using var draft = await store.BeginWriteAsync();
        await Sample.FailsAsync(BlobError.NoSpace, async () =>
        {
            await draft.Body.WriteAsync(new byte[300_000]);
            await draft.CommitAsync("blob");
        });
        await Should.ThrowAsync<InvalidOperationException>(async () => await draft.CommitAsync("blob"));
        (await store.StatAsync("blob")).ShouldBeNull();
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        var bytes = good.ToArray();
        switch (random.Next(6))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                return [.. bytes, .. Sample.Content(random.Next(1, 200), random.Next())];
            case 2:
                return [.. Sample.Content(random.Next(1, 200), random.Next()), .. bytes];
            case 3:
                var cut = random.Next(bytes.Length);
                return [.. bytes[..cut], .. bytes[Math.Min(bytes.Length, cut + random.Next(1, 40))..]];
            case 4:
                bytes[^random.Next(1, Math.Min(bytes.Length, Overhead) + 1)] ^= (byte)(1 << random.Next(8));
                return bytes;
            default:
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                return bytes;
        }
    }

    /// <summary>Holds one blob, whose stored bytes the test changes.</summary>
    private sealed class OneBlobStore(bool seeks) : StoreLayer(new MemoryStore())
    {
        public byte[] Stored { get; set; } = [];

        public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            var (offset, count) = range.Resolve(Stored.Length, Traits.Name, key);
            var content = new MemoryStream(Stored, (int)offset, (int)count, writable: false);
            await Task.CompletedTask;
            var stat = new BlobStat(key, Stored.Length, DateTimeOffset.UnixEpoch);
            return new BlobContent(stat, offset, count, seeks ? content : new BufferedOnce(content));
        }

        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default) =>
            new Draft(this, await Inner.BeginWriteAsync(options, cancellationToken));

        private sealed class Draft(OneBlobStore store, BlobDraft inner) : BlobDraft
        {
            protected override Stream Content => inner.Body;

            protected override async ValueTask<BlobStat> PublishAsync(string key, CancellationToken cancellationToken)
            {
                await store.Inner.DeleteAsync(key, DeletionProof.ForTest, cancellationToken);
                var stat = await inner.CommitAsync(key, cancellationToken);
                store.Stored = await store.Inner.GetAsync(key);
                return stat;
            }

            public override ValueTask DisposeAsync() => inner.DisposeAsync();
        }

        private sealed class BufferedOnce(MemoryStream inner) : ForwardReadStream
        {
            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);
        }
    }

    /// <summary>One large blob of which only the end exists; reading anything else is an error.</summary>
    private sealed class EndStore(long length, byte[] end) : StoreLayer(new MemoryStore())
    {
        public override ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default) => new(new BlobStat(key, length, DateTimeOffset.UnixEpoch));

        public override ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            var (offset, count) = range.Resolve(length, Traits.Name, key);
            return new(new BlobContent(new BlobStat(key, length, DateTimeOffset.UnixEpoch), offset, count, new End(offset, count, length, end)));
        }

        private sealed class End(long start, long count, long length, byte[] end) : ContentStream(count)
        {
            protected override ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken)
            {
                var at = checked((int)(start + position - (length - end.Length)));
                at.ShouldBeGreaterThanOrEqualTo(0, "only the end is needed");
                var read = Math.Min(buffer.Length, end.Length - at);
                end.AsMemory(at, read).CopyTo(buffer);
                return new(read);
            }
        }
    }
}
