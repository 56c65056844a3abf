using Archivolt.Layers.Mirroring;
using Archivolt.Stores;
using Archivolt.Tests.Integrity;

namespace Archivolt.Encryption.Tests;

/// <summary>Encrypted content that was changed is found by its authentication, and treated as damage by what looks after stores.</summary>
public sealed class DamagedContentTests
{
    [Fact]
    public async Task Changed_encrypted_content_is_damage()
    {
        var memory = new MemoryStore();
        await using var home = new ScrubHome(await Sample.EncryptAsync(memory));
        var key = await home.PutAsync("secret");
        byte[] bytes;
        await using (var stored = await memory.OpenAsync(key))
        {
            bytes = new byte[stored.Length];
            await stored.Body.ReadExactlyAsync(bytes);
        }
        bytes[^1] ^= 1;
        await using (var draft = await memory.BeginWriteAsync(new WriteOptions { Replace = true }))
        {
            await draft.Body.WriteAsync(bytes);
            await draft.CommitAsync(key);
        }
        await home.ScrubAsync();
        home.Findings.ShouldHaveSingleItem().Damage.ShouldBe(BlobDamage.NotAuthentic);
        await home.PutAsync("secret");
        (await home.ReadAsync(key)).ShouldBe("secret");
    }

    [Fact]
    public async Task Damaged_content_is_read_from_the_mirror_and_repaired_and_its_bytes_kept()
    {
        var (a, b) = (new MemoryStore("a"), new MemoryStore("b"));
        var (one, other) = (await Sample.EncryptAsync(a), await Sample.EncryptAsync(b));
        var mirrored = new Mirrored(one, other);
        var content = Sample.Content(600_000);
        await mirrored.PutAsync("key", content);
        var stored = await a.GetAsync("key");
        stored[300_000] ^= 1;
        await a.PutAsync("key", stored, replace: true);

        (await mirrored.GetAsync("key")).ShouldBe(content);
        await mirrored.WhenIdleAsync();
        (await one.GetAsync("key")).ShouldBe(content);
    }
}
