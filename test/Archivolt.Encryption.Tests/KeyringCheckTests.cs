using Archivolt.Stores;
using Archivolt.Testing;

namespace Archivolt.Encryption.Tests;

public sealed class KeyringCheckTests : IAsyncDisposable
{
    private static readonly string[] Copies = ["archivolt-keyring-1", "archivolt-keyring-2"];

    private readonly MemoryStore _store = new("archive");

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Whole_copies_and_the_keys_that_open_them_are_sound()
    {
        using var password = new PasswordMasterKey("correct horse");
        using var keyring = await Keyring.OpenAsync(_store, [Sample.MasterKey(), new PasswordMasterKey("correct horse")]);
        await keyring.RotateAsync();
        var findings = await CheckAsync(Sample.MasterKey(), password);
        findings.ShouldAllBe(finding => finding.IsSound);
        findings.Select(finding => finding.What).ShouldBe([.. Copies, "key-7", password.Id]);
        findings[0].Detail.ShouldBe("is whole: generation 1, 2 data keys");
    }

    [Fact]
    public async Task A_copy_that_is_old_or_damaged_or_missing_is_told_and_left_as_it_is()
    {
        using var keyring = await Keyring.OpenAsync(_store, [Sample.MasterKey()]);
        var (old, damaged) = (keyring.Export(), keyring.Export());
        damaged[10] ^= 1;
        await keyring.RotateAsync();
        foreach (var (copy, detail) in new[] { (old, "is old: generation 0 with 1 data keys, and there is 1 with 2"), (damaged, "is damaged: its checksum is wrong"), (null, "is missing") })
        {
            await _store.DeleteAsync(Copies[0], DeletionProof.ForTest);
            if (copy is not null)
                await _store.PutAsync(Copies[0], copy);
            (await CheckAsync(Sample.MasterKey())).ShouldBe(
                [new(Copies[0], false, detail), new(Copies[1], true, "is whole: generation 1, 2 data keys"), new("key-7", true, "opens the keyring")]);
            (await _store.StatAsync(Copies[0])).HasValue.ShouldBe(copy is not null);
        }
        await _store.DeleteAsync(Copies[1], DeletionProof.ForTest);
        (await CheckAsync(Sample.MasterKey())).ShouldBe(
            [new(Copies[0], false, "is missing"), new(Copies[1], false, "is missing")], "without a keyring there is nothing to open");
    }

    [Fact]
    public async Task A_copy_that_cannot_be_read_is_told_and_the_other_one_is_looked_at()
    {
        using var keyring = await Keyring.OpenAsync(_store, [Sample.MasterKey()]);
        var faulty = new FaultyStore(new Borrowed(_store), "open: fail IO once");
        var findings = await KeyringCheck.OfStoreAsync(faulty, [Sample.MasterKey()], CancellationToken.None);
        findings.Select(finding => finding.IsSound).ShouldBe([false, true, true]);
        findings[0].Detail.ShouldStartWith("cannot be read: ");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_copy_with_fewer_data_keys_is_old_and_one_with_other_data_keys_is_told(int copy)
    {
        using var keyring = await Keyring.OpenAsync(_store, [Sample.MasterKey()]);
        var first = keyring.Export();
        await keyring.RotateAsync();
        foreach (var place in Copies)
            await _store.PutAsync(place, first, replace: true);
        using var other = await Keyring.OpenAsync(_store, [Sample.MasterKey()]);
        await other.SetMasterAsync(Sample.MasterKey());
        var fewer = other.Export();
        await _store.PutAsync(Copies[1 - copy], keyring.Export(), replace: true);
        var old = (await CheckAsync())[copy];
        (old.IsSound, old.Detail).ShouldBe((false, "is old: generation 1 with 1 data keys, and there is 1 with 2"));

        foreach (var place in Copies)
            await _store.PutAsync(place, fewer, replace: true);
        await other.RotateAsync();
        await _store.PutAsync(Copies[copy], keyring.Export(), replace: true);
        var findings = await CheckAsync();
        (findings[copy].IsSound, findings[copy].Detail).ShouldBe((false, $"has data keys that the other copy lacks: {keyring.ActiveKey}"));
        findings[1 - copy].ShouldBe(new(Copies[1 - copy], true, "is whole: generation 2, 2 data keys"));
    }

    [Fact]
    public async Task A_key_that_opens_nothing_is_told_apart_from_one_that_is_not_known()
    {
        using var keyring = await Keyring.OpenAsync(_store, [Sample.MasterKey(1), Sample.MasterKey(2)]);
        using var wrong = new RawMasterKey([.. Enumerable.Repeat((byte)9, 32)], "key-1");
        var findings = await KeyringCheck.OfExportAsync("export", keyring.Export(), [wrong, Sample.MasterKey(2), Sample.MasterKey(3)], CancellationToken.None);
        findings.Select(finding => (finding.What, finding.IsSound)).ShouldBe([("export", true), ("key-1", false), ("key-2", true), ("key-3", false)]);
        findings[1].Detail.ShouldStartWith("does not open the keyring");
        findings[3].Detail.ShouldStartWith("is no master key of this keyring");
    }

    private Task<IReadOnlyList<KeyringFinding>> CheckAsync(params IMasterKey[] masters) => KeyringCheck.OfStoreAsync(_store, masters, CancellationToken.None);
}
