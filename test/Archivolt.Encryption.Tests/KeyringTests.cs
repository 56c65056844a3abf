using System.Text;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Testing;
using Microsoft.Extensions.Logging;

namespace Archivolt.Encryption.Tests;

public sealed class KeyringTests : IAsyncDisposable
{
    private static readonly string[] Copies = ["archivolt-keyring-1", "archivolt-keyring-2"];

    private readonly MemoryStore _store = new("archive");

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_new_store_gets_a_keyring_twice_and_opens_again()
    {
        using var made = await OpenAsync();
        using var opened = await OpenAsync();
        opened.KeyIds.ShouldBe([made.ActiveKey]);
        opened.MasterIds.ShouldBe(["key-7"]);
        (await _store.GetAsync(Copies[0])).ShouldBe(await _store.GetAsync(Copies[1]));
        (await _store.GetAsync(Copies[0])).ShouldBe(made.Export());
    }

    [Fact]
    public async Task The_keyring_is_hidden_and_its_keys_are_reserved()
    {
        await using var store = await Sample.EncryptAsync(_store);
        await foreach (var blob in store.ListAsync())
            Assert.Fail($"{blob.Key} is listed");
        foreach (var key in Copies)
        {
            await Sample.FailsAsync(BlobError.InvalidKey, async () => await store.StatAsync(key));
            await Sample.FailsAsync(BlobError.InvalidKey, () => store.GetAsync(key));
            await Sample.FailsAsync(BlobError.InvalidKey, () => store.PutAsync(key, []));
            await Sample.FailsAsync(BlobError.InvalidKey, async () => await store.DeleteAsync(key, DeletionProof.ForTest));
        }
    }

    [Fact]
    public async Task One_damaged_or_lost_copy_is_repaired_from_the_other()
    {
        await using var store = await Sample.EncryptAsync(_store);
        await store.PutAsync("blob", Sample.Content(1000));
        var good = await _store.GetAsync(Copies[0]);
        foreach (var (copy, bytes) in Copies.SelectMany(copy => Enumerable.Range(0, good.Length).Where(i => i % 37 == 0).Select(i => (copy, Flipped(good, i)))))
        {
            await _store.PutAsync(copy, bytes, replace: true);
            using var keyring = await OpenAsync();
            (await _store.GetAsync(copy)).ShouldBe(good);
        }
        foreach (var copy in Copies)
        {
            await _store.DeleteAsync(copy, DeletionProof.ForTest);
            using var keyring = await OpenAsync();
            (await _store.GetAsync(copy)).ShouldBe(good);
        }
    }

    [Fact]
    public async Task A_lost_keyring_is_never_made_anew_over_content_and_can_be_restored()
    {
        await using var store = await Sample.EncryptAsync(_store);
        await store.PutAsync("blob", Sample.Content(1000));
        var export = ((Keyring)store.GetService(typeof(Keyring))!).Export();
        foreach (var copy in Copies)
            await _store.DeleteAsync(copy, DeletionProof.ForTest);
        (await Sample.FailsAsync(BlobError.Configuration, OpenAsync)).Message.ShouldContain("restore the keyring");

        await Sample.FailsAsync(BlobError.Damaged, () => Keyring.RestoreAsync(_store, Flipped(export, 50)));
        await Keyring.RestoreAsync(_store, export);
        await using var again = await Sample.EncryptAsync(_store);
        (await again.GetAsync("blob")).ShouldBe(Sample.Content(1000));
    }

    [Fact]
    public async Task Rotation_encrypts_new_content_with_a_new_key_and_old_content_stays_readable()
    {
        await using var store = await Sample.EncryptAsync(_store);
        using var elsewhere = await OpenAsync();
        var keyring = (Keyring)store.GetService(typeof(Keyring))!;
        await store.PutAsync("old", Sample.Content(100));
        var old = keyring.ActiveKey;

        var active = await keyring.RotateAsync();

        keyring.KeyIds.ShouldBe([old, active]);
        await store.PutAsync("new", Sample.Content(200));
        (await _store.GetAsync("old")).AsSpan().IndexOf(Convert.FromHexString(old)).ShouldBePositive();
        (await _store.GetAsync("new")).AsSpan().IndexOf(Convert.FromHexString(active)).ShouldBePositive();
        foreach (var reader in new[] { store, new Encrypted(_store, elsewhere), await Sample.EncryptAsync(_store) })
        {
            (await reader.GetAsync("old")).ShouldBe(Sample.Content(100));
            (await reader.GetAsync("new")).ShouldBe(Sample.Content(200));
        }
        elsewhere.ActiveKey.ShouldBe(active, "another process learns of the key when it meets it");
    }

    [Fact]
    public async Task Another_process_writes_with_a_new_key_within_a_minute_and_reads_with_it_at_once()
    {
        var clock = new TestClock();
        using var here = await Keyring.OpenAsync(_store, [Sample.MasterKey()], clock: clock);
        await using var mine = new Encrypted(new Borrowed(_store), here);
        await using var theirs = await Sample.EncryptAsync(new Borrowed(_store));
        var old = here.ActiveKey;
        var active = await ((Keyring)theirs.GetService(typeof(Keyring))!).RotateAsync();

        await mine.PutAsync("before", Sample.Content(10));
        here.ActiveKey.ShouldBe(old, "nothing told it yet");
        clock.Advance(Keyring.ScanEvery);
        await mine.PutAsync("after", Sample.Content(10));
        here.ActiveKey.ShouldBe(active);
        (await theirs.GetAsync("before")).ShouldBe(await mine.GetAsync("after"));

        var again = await ((Keyring)theirs.GetService(typeof(Keyring))!).RotateAsync();
        await theirs.PutAsync("newest", Sample.Content(10));
        (await mine.GetAsync("newest")).ShouldBe(Sample.Content(10));
        here.ActiveKey.ShouldBe(again);
    }

    [Fact]
    public async Task A_password_changed_elsewhere_lets_a_running_process_go_on_with_its_keys()
    {
        var (clock, log) = (new TestClock(), new FakeLog());
        using var here = await Keyring.OpenAsync(_store, [new PasswordMasterKey("old")], log, clock);
        using (var there = await Keyring.OpenAsync(_store, [new PasswordMasterKey("old")]))
            await there.SetMasterAsync(new PasswordMasterKey("new"));
        clock.Advance(Keyring.ScanEvery);
        await using var store = new Encrypted(new Borrowed(_store), here);
        await store.PutAsync("blob", Sample.Content(10));
        (await store.GetAsync("blob")).ShouldBe(Sample.Content(10));
        log.Warnings.ShouldHaveSingleItem().ShouldContain("keys in use stay in use");
        await using var fresh = await Encrypted.OpenAsync(new Borrowed(_store), [new PasswordMasterKey("new")]);
        (await fresh.GetAsync("blob")).ShouldBe(Sample.Content(10));
    }

    [Fact]
    public async Task Rotation_needs_every_master_key_since_the_others_would_lose_access()
    {
        (await OpenAsync(Sample.MasterKey(1), Sample.MasterKey(2))).Dispose();
        using var keyring = await OpenAsync(Sample.MasterKey(1));
        (await Sample.FailsAsync(BlobError.Configuration, () => keyring.RotateAsync())).Message.ShouldContain("'key-2'");
        await keyring.RemoveMasterAsync("key-2");
        await keyring.RotateAsync();
        await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync(Sample.MasterKey(2)));
        (await Sample.FailsAsync(BlobError.Configuration, () => keyring.RemoveMasterAsync("key-1"))).Message.ShouldContain("the last master key");
        await keyring.SetMasterAsync(Sample.MasterKey(3));
        (await Sample.FailsAsync(BlobError.Configuration, () => keyring.RemoveMasterAsync("key-9"))).Message.ShouldContain("no master key 'key-9'");
    }

    [Fact]
    public async Task A_changed_password_rewrites_the_keyring_and_no_content()
    {
        var store = await Sample.EncryptAsync(_store, new PasswordMasterKey("first password"));
        await store.PutAsync("blob", Sample.Content(100));
        var stored = await _store.GetAsync("blob");

        await ((Keyring)store.GetService(typeof(Keyring))!).SetMasterAsync(new PasswordMasterKey("second password"));

        (await _store.GetAsync("blob")).ShouldBe(stored);
        var exception = await Sample.FailsAsync(BlobError.Configuration, () => OpenAsync(new PasswordMasterKey("first password")));
        exception.Message.ShouldContain("Check the password");
        exception.ToString().ShouldNotContain("first password");
        await using var again = await Sample.EncryptAsync(_store, new PasswordMasterKey("second password"));
        (await again.GetAsync("blob")).ShouldBe(Sample.Content(100));
    }

    [Fact]
    public async Task A_forged_keyring_is_refused()
    {
        using var keyring = await OpenAsync();
        await keyring.RotateAsync();
        var document = KeyringDocument.Read(keyring.Export(), out _).ShouldNotBeNull();
        KeyringDocument[] forged =
        [
            document with { Active = document.Keys[0].Id },
            document with { Keys = [document.Keys[1], document.Keys[0]] },
            document with { Keys = [document.Keys[0] with { Created = "2001-01-01T00:00:00Z" }, document.Keys[1]] },
            document with { Masters = [document.Masters[0] with { Wrapped = [] }] },
            document with { Masters = [] },
        ];
        foreach (var one in forged)
        {
            foreach (var copy in Copies)
                await _store.PutAsync(copy, one.ToFile(), replace: true);
            await Sample.FailsAsync(BlobError.Configuration, OpenAsync);
        }
    }

    [Fact]
    public async Task A_data_key_that_is_not_there_is_named()
    {
        await using var store = await Sample.EncryptAsync(_store);
        await store.PutAsync("blob", Sample.Content(100));
        var id = ((Keyring)store.GetService(typeof(Keyring))!).ActiveKey;
        await using var other = new Encrypted(_store, await Keyring.OpenAsync(new MemoryStore(), [Sample.MasterKey()]));
        var exception = await Sample.FailsAsync(BlobError.Damaged, () => other.GetAsync("blob"));
        exception.Message.ShouldContain($"'{id}'");
        exception.Key.ShouldBe("blob");
    }

    [Fact]
    public async Task Several_openers_of_an_empty_store_agree_on_one_keyring()
    {
        var keyrings = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(OpenAsync)));
        keyrings.Select(keyring => keyring.ActiveKey).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Nothing_prints_a_secret()
    {
        using var password = new PasswordMasterKey("correct horse");
        using var raw = Sample.MasterKey();
        using var keyring = await OpenAsync(password, raw);
        foreach (var text in new[] { $"{password}", $"{raw}", $"{keyring}", Encoding.UTF8.GetString(keyring.Export()) })
            text.ShouldNotContain("correct horse");
        new[] { $"{raw}", $"{keyring}" }.ShouldAllBe(text => !text.Contains("0707") && !text.Contains("BwcH"));
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        var flipped = bytes.ToArray();
        flipped[at] ^= 1;
        return flipped;
    }

    private Task<Keyring> OpenAsync() => OpenAsync(Sample.MasterKey());

    private Task<Keyring> OpenAsync(params IMasterKey[] masters) => Keyring.OpenAsync(_store, masters);

    private sealed class FakeLog : ILogger
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
                Warnings.Add(formatter(state, exception));
        }
    }
}
