using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Layers.Mirroring;
using Archivolt.Stores;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Tests.Integrity;

public sealed class ScrubFilesTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task One_flipped_bit_in_ten_thousand_files_is_found_and_healed_by_uploading_again()
    {
        await using var home = new ScrubHome(Open("files"));
        var keys = new List<string>();
        for (var i = 0; i < 10_000; i++)
            keys.Add(await home.PutAsync($"content of blob {i}"));
        var damaged = keys[6_543];
        home.Refer(damaged, "doc-6543", "file:content");
        Flip("files", damaged);

        var state = (await home.ScrubAsync()).State!;

        (state.Blobs, state.Damaged).ShouldBe((10_000, 1));
        var finding = home.Findings.ShouldHaveSingleItem();
        (finding.Key.Key, finding.Outcome).ShouldBe((damaged, ScrubOutcome.Quarantined));
        finding.Documents.ShouldHaveSingleItem().DocumentId.ShouldBe("doc-6543");
        File.Exists(_directory[$"files/{(await home.Ledger.FindAsync("default", damaged))!.Place}"]).ShouldBeTrue("the damaged bytes are kept");
        (await Should.ThrowAsync<BlobException>(() => home.ReadAsync(damaged))).Error.ShouldBe(BlobError.Damaged);

        (await home.PutAsync("content of blob 6543")).ShouldBe(damaged);
        (await home.ReadAsync(damaged)).ShouldBe("content of blob 6543");
        (await home.ScrubAsync()).State!.Damaged.ShouldBe(0);
        (await home.Ledger.CountAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mirror_on_another_disk_heals_the_flipped_bit()
    {
        await using var home = new ScrubHome(new Mirrored(Open("files"), Open("copies")));
        var key = await home.PutAsync("content");
        Flip("files", key);
        var other = await home.PutAsync("other content");
        Flip("copies", other);

        (await home.ScrubAsync()).State!.Healed.ShouldBe(2);

        foreach (var place in new[] { "files", "copies" })
        {
            (await File.ReadAllTextAsync(FileOf(place, key))).ShouldBe("content");
            (await File.ReadAllTextAsync(FileOf(place, other))).ShouldBe("other content");
            Directory.GetFiles(_directory[$"{place}/quarantine"]).ShouldHaveSingleItem();
        }
        (await home.ScrubAsync()).State!.Healed.ShouldBe(0);
    }

    private FileStore Open(string name) => FileStore.Open(new FileStoreOptions { Path = _directory[name], Durability = Durability.None });

    private string FileOf(string store, string key) => Directory.GetFiles(_directory[$"{store}/data"], key, SearchOption.AllDirectories).Single();

    private void Flip(string store, string key)
    {
        var file = FileOf(store, key);
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.Delete(file); // stored files are read-only
        File.WriteAllBytes(file, bytes);
    }
}
