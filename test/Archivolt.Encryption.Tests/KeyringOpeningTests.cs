using System.Security.Cryptography;
using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Encryption.Tests;

public sealed class KeyringOpeningTests : IAsyncDisposable
{
    private static readonly string[] Copies = ["archivolt-keyring-1", "archivolt-keyring-2"];

    private readonly MemoryStore _store = new("archive");

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Master_keys_are_at_least_one_and_each_has_its_own_id()
    {
        await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync());
        await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync(Sample.MasterKey(), Sample.MasterKey()));
        (await _store.StatAsync(Copies[0])).ShouldBeNull();
    }

    [Fact]
    public async Task Who_makes_no_keyring_finds_none_and_leaves_none()
    {
        await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync(NewKeyring.Never));
        (await _store.StatAsync(Copies[0])).ShouldBeNull();
        var made = await OpenAsync(Sample.MasterKey());
        (await OpenAsync(NewKeyring.Never)).ActiveKey.ShouldBe(made.ActiveKey);
    }

    [Fact]
    public async Task Content_in_clear_gets_a_keyring_beside_it_and_sealed_content_waits_for_its_own()
    {
        await using var other = new MemoryStore();
        await using var sealing = await Sample.EncryptAsync(other);
        await sealing.PutAsync("sealed", []);
        var stored = await other.GetAsync("sealed");
        // As long as the end of sealed content, longer and shorter.
        foreach (var length in new[] { 0, 1, SealedContent.EndLength - 1, SealedContent.EndLength, 500 })
            await _store.PutAsync($"clear-{length}", Sample.Content(length));
        await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync(NewKeyring.InEmptyStore));

        // Of the whole seal, what every scheme has is enough.
        foreach (var found in new[] { stored, stored[^SealedContent.EndLength..] })
        {
            await _store.PutAsync("sealed", found, replace: true);
            await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync(NewKeyring.OverForeignContent));
            (await _store.StatAsync(Copies[0])).ShouldBeNull();
        }
        await _store.DeleteAsync("sealed", DeletionProof.ForTest);
        (await OpenAsync(NewKeyring.OverForeignContent)).KeyIds.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Content_that_ends_early_gets_no_keyring_beside_it()
    {
        await _store.PutAsync("content", Sample.Content(500));
        await Sample.FailsAsync(BlobError.IO, () => Keyring.OpenAsync(
            new Cutting(_store), [Sample.MasterKey()], NewKeyring.OverForeignContent, logger: null, clock: null, CancellationToken.None));
        (await _store.StatAsync(Copies[0])).ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_change_that_ended_between_the_copies_counts(int newer)
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        var before = keyring.Export();
        var active = await keyring.RotateAsync();
        await _store.PutAsync(Copies[1 - newer], before, replace: true);

        (await OpenAsync(Sample.MasterKey())).ActiveKey.ShouldBe(active);
        foreach (var copy in Copies)
            (await _store.GetAsync(copy)).ShouldBe(keyring.Export());
    }

    [Fact]
    public async Task A_store_that_is_only_read_is_opened_by_one_copy_and_left_as_it_is()
    {
        (await OpenAsync(Sample.MasterKey())).Dispose();
        await _store.DeleteAsync(Copies[0], DeletionProof.ForTest);
        using var opened = await Keyring.OpenAsync(new Kept(_store), [Sample.MasterKey()]);
        opened.KeyIds.ShouldHaveSingleItem();
        (await _store.StatAsync(Copies[0])).ShouldBeNull();
    }

    [Fact]
    public async Task Sound_copies_are_not_written_again()
    {
        (await OpenAsync(Sample.MasterKey())).Dispose();
        var store = new Met(_store, () => throw new InvalidOperationException("Nothing is to be written."));
        (await Keyring.OpenAsync(store, [Sample.MasterKey()])).KeyIds.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_makes_a_keyring_at_the_same_time_and_comes_second_uses_the_first()
    {
        Keyring? first = null;
        using var second = await Keyring.OpenAsync(new Met(_store, async () => first ??= await OpenAsync(Sample.MasterKey())), [Sample.MasterKey()]);
        second.ActiveKey.ShouldBe(first.ShouldNotBeNull().ActiveKey);
        (await _store.GetAsync(Copies[0])).ShouldBe(first.Export());
    }

    [Fact]
    public async Task A_copy_that_ends_while_it_is_read_keeps_nothing_shut_and_is_left_as_it_is()
    {
        using var made = await OpenAsync(Sample.MasterKey());
        var faulty = new FaultyStore(new Borrowed(_store), "read: cut after 0KiB once");
        var store = new Met(faulty, () => throw new InvalidOperationException("Nothing is to be written."));
        using var opened = await Keyring.OpenAsync(store, [Sample.MasterKey()]);
        faulty.VerifyAllFaultsHappened();
        opened.ActiveKey.ShouldBe(made.ActiveKey);
    }

    [Theory]
    [InlineData(BlobError.IO)]
    [InlineData(BlobError.Damaged)]
    public async Task A_newer_copy_that_cannot_be_read_for_a_moment_is_not_written_over(BlobError error)
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        var before = keyring.Export();
        await keyring.RotateAsync();
        await _store.PutAsync(Copies[1], before, replace: true);
        var faulty = new FaultyStore(new Borrowed(_store), $"open: fail {error} once");

        using (var old = await Keyring.OpenAsync(faulty, [Sample.MasterKey()]))
            old.KeyIds.ShouldHaveSingleItem("the copy that is newer could not be read");
        faulty.VerifyAllFaultsHappened();

        (await OpenAsync(Sample.MasterKey())).ActiveKey.ShouldBe(keyring.ActiveKey);
    }

    [Fact]
    public async Task Where_no_copy_can_be_read_no_keyring_is_made()
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        var faulty = new FaultyStore(new Borrowed(_store), "open: fail IO");
        (await Sample.FailsAsync(BlobError.IO, () => Keyring.OpenAsync(faulty, [Sample.MasterKey()]))).Message.ShouldContain("cannot be read");
        (await _store.GetAsync(Copies[0])).ShouldBe(keyring.Export());
    }

    [Fact]
    public async Task A_copy_that_cannot_be_read_beside_one_that_no_given_key_opens_is_no_question_of_the_key()
    {
        (await OpenAsync(Sample.MasterKey(1))).Dispose();
        var faulty = new FaultyStore(new Borrowed(_store), "open: fail IO once");
        var message = (await Sample.FailsAsync(BlobError.IO, () => Keyring.OpenAsync(faulty, [Sample.MasterKey(2)]))).Message;
        message.ShouldContain("cannot be read");
        message.ShouldContain("'key-2' did not");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_newer_copy_that_no_given_key_opens_is_not_written_over(int newer)
    {
        using var keyring = await OpenAsync(Sample.MasterKey(1));
        var before = keyring.Export();
        await keyring.SetMasterAsync(Sample.MasterKey(2));
        await keyring.RemoveMasterAsync("key-1");
        await _store.PutAsync(Copies[1 - newer], before, replace: true);
        using var opened = await OpenAsync(Sample.MasterKey(1));
        await Sample.FailsAsync(BlobError.Conflict, () => opened.RotateAsync());
        (await _store.GetAsync(Copies[newer])).ShouldBe(keyring.Export());
        (await _store.GetAsync(Copies[1 - newer])).ShouldBe(before);
    }

    [Fact]
    public async Task Copies_of_one_generation_become_alike()
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        var before = keyring.Export();
        await keyring.SetMasterAsync(Sample.MasterKey());
        var one = keyring.Export();
        foreach (var copy in Copies)
            await _store.PutAsync(copy, before, replace: true);
        using var other = await OpenAsync(Sample.MasterKey());
        await other.SetMasterAsync(Sample.MasterKey());
        other.Generation.ShouldBe(keyring.Generation);
        await _store.PutAsync(Copies[0], one, replace: true);
        (await OpenAsync(Sample.MasterKey())).Dispose();
        (await _store.GetAsync(Copies[1])).ShouldBe(one);
    }

    [Fact]
    public async Task Of_two_copies_the_one_with_more_data_keys_counts_whatever_their_generations()
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        var old = keyring.Export();
        await keyring.RotateAsync();
        var grown = keyring.Export();
        foreach (var copy in Copies)
            await _store.PutAsync(copy, old, replace: true);
        using (var changed = await OpenAsync(Sample.MasterKey()))
        {
            await changed.SetMasterAsync(Sample.MasterKey());
            await changed.SetMasterAsync(Sample.MasterKey());
            changed.Generation.ShouldBe(2);
        }
        await _store.PutAsync(Copies[1], grown, replace: true);

        (await OpenAsync(Sample.MasterKey())).KeyIds.ShouldBe(keyring.KeyIds);
        (await _store.GetAsync(Copies[0])).ShouldBe(grown);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Of_copies_that_each_hold_a_key_of_their_own_the_newer_counts_and_both_are_left_as_they_are(int older)
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        var old = keyring.Export();
        await keyring.RotateAsync();
        var one = keyring.Export();
        foreach (var copy in Copies)
            await _store.PutAsync(copy, old, replace: true);
        using var other = await OpenAsync(Sample.MasterKey());
        await other.RotateAsync();
        await other.SetMasterAsync(Sample.MasterKey());
        await _store.PutAsync(Copies[older], one, replace: true);

        using var opened = await OpenAsync(Sample.MasterKey());
        opened.KeyIds.ShouldBe(other.KeyIds);
        await Sample.FailsAsync(BlobError.Conflict, () => opened.RotateAsync());
        (await _store.GetAsync(Copies[older])).ShouldBe(one);
        (await _store.GetAsync(Copies[1 - older])).ShouldBe(other.Export());
    }

    [Fact]
    public async Task What_keeps_a_keyring_shut_is_told_of_each_copy()
    {
        (await OpenAsync(Sample.MasterKey(1), Sample.MasterKey(2))).Dispose();
        await _store.PutAsync(Copies[0], [1, 2, 3], replace: true);
        var message = (await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync(Sample.MasterKey(3)))).Message;
        message.ShouldContain("a copy is damaged (its checksum is wrong)");
        message.ShouldContain("it is opened by 'key-1' or 'key-2', and the given 'key-3' did not");
    }

    [Fact]
    public async Task A_copy_longer_than_any_keyring_is_damaged_and_never_in_memory_as_a_whole()
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        await _store.PutAsync(Copies[0], new byte[5 * 1024 * 1024], replace: true);
        (await new KeyringCopies(_store).ReadAsync(CancellationToken.None))[0]!.File!.Length.ShouldBeLessThanOrEqualTo(4 * 1024 * 1024);
        (await OpenAsync(Sample.MasterKey())).ActiveKey.ShouldBe(keyring.ActiveKey);
        (await _store.GetAsync(Copies[0])).ShouldBe(keyring.Export());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_master_key_that_gives_too_few_or_too_many_bytes_opens_nothing(int difference)
    {
        await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync(new Stretching(Sample.MasterKey(), difference)));
    }

    [Fact]
    public async Task What_is_whole_and_still_no_keyring_of_this_version_is_named()
    {
        using var keyring = await OpenAsync(Sample.MasterKey());
        var document = KeyringDocument.Read(keyring.Export(), out var none).ShouldNotBeNull();
        none.ShouldBeNull();
        foreach (var (file, problem) in new[]
        {
            ((document with { Format = "archivolt keyring 2" }).ToFile(), "'archivolt keyring 2'"),
            ((document with { Active = "0000000000000000" }).ToFile(), "active key"),
            (WithChecksum("null\n"), "says nothing"),
            (WithChecksum(""), "JSON"),
            (WithChecksum("{"), "JSON"),
            ([], "checksum"),
            ("sha256"u8.ToArray(), "checksum"),
        })
        {
            KeyringDocument.Read(file, out var found).ShouldBeNull();
            found.ShouldNotBeNull().ShouldContain(problem);
        }
    }

    private static byte[] WithChecksum(string text) =>
        Encoding.UTF8.GetBytes($"{text}sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}\n");

    private Task<Keyring> OpenAsync(params IMasterKey[] masters) => Keyring.OpenAsync(_store, masters);

    private Task<Keyring> OpenAsync(NewKeyring creation) =>
        Keyring.OpenAsync(_store, [Sample.MasterKey()], creation, logger: null, clock: null, CancellationToken.None);

    /// <summary>Its content ends before its first byte.</summary>
    private sealed class Cutting(IBlobStore inner) : StoreLayer(inner)
    {
        public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
        {
            await using var content = await Inner.OpenAsync(key, range, cancellationToken);
            return new BlobContent(content.Stat, content.Offset, content.Length, new MemoryStream());
        }
    }

    /// <summary>Takes no replacement.</summary>
    private sealed class Kept(IBlobStore inner) : StoreLayer(inner)
    {
        public override StoreTraits Traits => base.Traits with { CanReplace = false };
    }

    /// <summary>Lets something happen before each write.</summary>
    private sealed class Met(IBlobStore inner, Func<Task> before) : StoreLayer(inner)
    {
        public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
        {
            await before();
            return await Inner.BeginWriteAsync(options, cancellationToken);
        }
    }

    private sealed class Stretching(RawMasterKey key, int difference) : IMasterKey
    {
        public string Id => key.Id;

        public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
            key.WrapAsync(keys, context, cancellationToken);

        public async ValueTask<byte[]?> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
        {
            var keys = (await key.UnwrapAsync(wrapped, context, cancellationToken)).ShouldNotBeNull();
            Array.Resize(ref keys, keys.Length + difference);
            return keys;
        }

        public void Dispose() => key.Dispose();
    }
}
