using Archivolt.Blobs;
using Archivolt.Nuxeo.Encryption;
using Archivolt.Stores;
using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Nuxeo.Tests.Encryption;

/// <summary>What the layer promises beyond the store contract.</summary>
[Trait("Speed", "Slow")]
public sealed class NuxeoEncryptedTests
{
    [Fact]
    public async Task The_store_below_sees_the_format_of_the_platform_and_nothing_in_clear()
    {
        foreach (var (options, length) in new[] { (Sample.Gcm, 1000 + 64), (Sample.Cbc, 52 + (16 * 63)) })
        {
            var inner = new MemoryStore();
            await using var store = new NuxeoEncrypted(inner, options);
            var content = Sample.Content(1000);
            await store.PutAsync("one", content);
            await store.PutAsync("two", content);
            var (one, two) = (await inner.GetAsync("one"), await inner.GetAsync("two"));
            one.Length.ShouldBe(length);
            one[..12].ShouldBe([.. "NUXEOCRYPT"u8, 1, 2]);
            one[16..32].ShouldBe(two[16..32], "one key is derived for all that is written");
            one[36..48].ShouldNotBe(two[36..48], "and each content has its initialization vector");
            one.AsSpan().IndexOf(content.AsSpan(0, 16)).ShouldBe(-1);
        }
    }

    [Fact]
    public async Task Any_content_and_any_range_come_back_in_both_ciphers()
    {
        foreach (var options in new[] { Sample.Gcm, Sample.Cbc })
        {
            await using var store = new NuxeoEncrypted(new MemoryStore(), options);
            var lengths = Gen.OneOf(Gen.Choose(1, 100), Gen.Choose(262_100, 262_200), Gen.Choose(1, 900_000));
            var cases = lengths.SelectMany(length => Gen.Choose(0, length - 1).SelectMany(offset => Gen.Choose(1, length).Select(count => (length, offset, count))));
            Prop.ForAll(cases.ToArbitrary(), wanted =>
            {
                var content = Sample.Content(wanted.length, seed: wanted.length);
                var key = DigestAlgorithm.Md5.Hash(content).Hex;
                store.PutAsync(key, content).GetAwaiter().GetResult().Length.ShouldBe(wanted.length);
                store.StatAsync(key).AsTask().GetAwaiter().GetResult()!.Value.Length.ShouldBe(wanted.length);
                return store.GetAsync(key).GetAwaiter().GetResult().AsSpan().SequenceEqual(content)
                    && store.GetAsync(key, ByteRange.From(wanted.offset, wanted.count)).GetAwaiter().GetResult().AsSpan()
                        .SequenceEqual(content.AsSpan(wanted.offset, Math.Min(wanted.count, wanted.length - wanted.offset)));
            }).QuickCheckThrowOnFailure();
        }
    }

    [Fact]
    public async Task Any_single_change_of_a_stored_byte_is_found()
    {
        foreach (var options in new[] { Sample.Gcm, Sample.Cbc })
        {
            var inner = new MemoryStore();
            await using var store = new NuxeoEncrypted(inner, options);
            var content = Sample.Content(40);
            var key = DigestAlgorithm.Sha256.Hash(content).Hex;
            await store.PutAsync(key, content);
            var stored = await inner.GetAsync(key);
            for (var i = 0; i < stored.Length; i++)
            {
                var changed = stored.ToArray();
                changed[i] ^= 1;
                await inner.PutAsync(key, changed, replace: true);
                (await Sample.FailsAsync(BlobError.Damaged, () => store.GetAsync(key))).Key.ShouldBe(key);
            }
        }
    }

    [Fact]
    public async Task With_CBC_under_a_key_that_is_no_digest_only_the_padding_is_checked()
    {
        var inner = new MemoryStore();
        await using var store = new NuxeoEncrypted(inner, Sample.Cbc);
        await store.PutAsync("record", Sample.Content(40));
        var stored = await inner.GetAsync("record");
        stored[60] ^= 1;
        await inner.PutAsync("record", stored, replace: true);
        (await store.GetAsync("record")).Length.ShouldBe(40);
        await inner.PutAsync("record", stored[..^1], replace: true);
        await Sample.FailsAsync(BlobError.Damaged, () => store.GetAsync("record"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Content_exchanged_between_proof_and_reading_is_found(bool cbc)
    {
        var inner = new ExchangingStore(new MemoryStore());
        await using var store = new NuxeoEncrypted(inner, cbc ? Sample.Cbc : Sample.Gcm);
        await store.PutAsync("blob", Sample.Content(1_000_000));
        await using var content = await store.OpenAsync("blob", ByteRange.From(600_000, 100));
        inner.Exchange = true;
        (await Sample.FailsAsync(BlobError.Damaged, async () => await content.Body.ReadExactlyAsync(new byte[100]))).Message.ShouldContain("exchanged");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Large_content_is_read_twice_in_pieces_and_a_range_only_where_it_is(bool cbc)
    {
        const int Length = 64 << 20;
        var inner = new ExchangingStore(new MemoryStore());
        await using var store = new NuxeoEncrypted(inner, cbc ? Sample.Cbc : Sample.Gcm, keysAreDigests: false);
        await using (var draft = await store.BeginWriteAsync())
        {
            for (var i = 0; i < 64; i++)
                await draft.Body.WriteAsync(Sample.Content(1 << 20, seed: i));
            (await draft.CommitAsync("large")).Length.ShouldBe(Length);
        }
        // Memory answers at once, so that all of it happens on this thread.
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (buffer, total) = (new byte[100_000], 0L);
        await using (var content = await store.OpenAsync("large"))
        {
            for (int read; (read = await content.Body.ReadAsync(buffer)) > 0; total += read)
            {
                if (total == 0)
                    buffer.AsSpan(0, 100).SequenceEqual(Sample.Content(1 << 20, seed: 0).AsSpan(0, 100)).ShouldBeTrue();
            }
        }
        total.ShouldBe(Length);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(4 << 20);
        inner.Bytes.ShouldBeInRange(2L * Length, (2L * Length) + 1000);

        inner.Bytes = 0;
        (await store.GetAsync("large", ByteRange.Last(1))).ShouldBe(Sample.Content(1 << 20, seed: 63)[^1..]);
        inner.Bytes.ShouldBeInRange(1, 300 << 10, "it was proven before");
        await using var fresh = new NuxeoEncrypted(inner, cbc ? Sample.Cbc : Sample.Gcm, keysAreDigests: false);
        inner.Bytes = 0;
        (await fresh.GetAsync("large", ByteRange.Last(1))).ShouldBe(Sample.Content(1 << 20, seed: 63)[^1..]);
        inner.Bytes.ShouldBeInRange(Length, Length + (300 << 10));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_proof_that_was_kept_finds_every_later_change_where_it_is_read(bool cbc)
    {
        var inner = new MemoryStore();
        await using var store = new NuxeoEncrypted(inner, cbc ? Sample.Cbc : Sample.Gcm, keysAreDigests: false);
        var content = Sample.Content(900_000);
        await store.PutAsync("blob", content);
        (await store.GetAsync("blob")).ShouldBe(content);
        var good = await inner.GetAsync("blob");
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var changed = good.ToArray();
            // With CBC the block before a piece decrypts its beginning, so changes near the borders of pieces count most.
            var at = i % 2 == 0 ? random.Next(100, good.Length) : Math.Min(good.Length - 1, (random.Next(1, 4) * 262_144) + random.Next(0, 100));
            changed[at] ^= (byte)(1 << random.Next(8));
            await inner.PutAsync("blob", changed, replace: true);
            var from = Math.Max(0, at - 300_000);
            try
            {
                (await store.GetAsync("blob", ByteRange.From(from))).ShouldBe(content[from..], "only a change of what is not needed goes unnoticed");
            }
            catch (BlobException exception)
            {
                exception.Error.ShouldBe(BlobError.Damaged);
            }
        }
        await inner.PutAsync("blob", good, replace: true);
        (await store.GetAsync("blob", ByteRange.From(5, 10))).ShouldBe(content[5..15]);
        await store.PutAsync("blob", content[1..], replace: true);
        (await store.GetAsync("blob", ByteRange.From(5, 10))).ShouldBe(content[6..16], "other content under the key is another matter");
    }

    [Fact]
    public async Task Files_and_URLs_of_the_store_below_are_not_handed_through()
    {
        await using var store = new NuxeoEncrypted(new MemoryStore(), Sample.Gcm);
        store.GetService(typeof(ISignsUrls)).ShouldBeNull();
        store.GetService(typeof(ITouch)).ShouldBeSameAs(store);
        store.Traits.CheapRanges.ShouldBeFalse();
        store.Traits.Name.ShouldStartWith("NuxeoEncrypted(");
    }

    [Fact]
    public async Task A_listing_goes_on_behind_a_damaged_blob()
    {
        var inner = new MemoryStore();
        await using var store = new NuxeoEncrypted(inner, Sample.Gcm);
        await inner.PutAsync("a", [1, 2, 3]);
        await store.PutAsync("b", new byte[5]);
        var lengths = new List<(string, long)>();
        await foreach (var stat in store.ListAsync())
            lengths.Add((stat.Key, stat.Length));
        lengths.ShouldBe([("a", 0), ("b", 5)]);
    }

    /// <summary>Counts what is read; gives one wrong bit in each byte when told to.</summary>
    private sealed class ExchangingStore(IBlobStore inner) : StoreLayer(inner)
    {
        public bool Exchange { get; set; }

        public long Bytes { get; set; }

        public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            var content = await Inner.OpenAsync(key, range, cancellationToken);
            return content.Through(new Watched(this, content.Body));
        }

        private sealed class Watched(ExchangingStore store, Stream inner) : Stream
        {
            public override bool CanRead => true;
            public override bool CanSeek => true;
            public override bool CanWrite => false;
            public override long Length => inner.Length;
            public override long Position { get => inner.Position; set => inner.Position = value; }
            public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

            public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            {
                var read = await inner.ReadAsync(buffer, cancellationToken);
                store.Bytes += read;
                if (store.Exchange)
                    buffer.Span[0] ^= 1;
                return read;
            }

            public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
            public override void Flush() => throw new NotSupportedException();
            public override void SetLength(long value) => throw new NotSupportedException();
            public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        }
    }
}
