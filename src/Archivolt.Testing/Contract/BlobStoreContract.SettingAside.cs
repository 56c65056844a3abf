using Archivolt.Stores;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

// Damaged blobs out of reach, where the store has the ability.
public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task What_is_set_aside_is_gone_and_its_key_is_free()
    {
        if (Ability<IQuarantine>() is not { } aside)
            return;
        var damaged = await WriteAsync("blob", Content(70_000));
        (await aside.QuarantineAsync(damaged)).ShouldNotBeNullOrWhiteSpace();
        await ShouldBeAbsentAsync("blob");
        (await aside.QuarantineAsync(damaged)).ShouldBeNull();
        await WriteAsync("blob", Content(80_000, seed: 2));
        await ShouldHoldAsync("blob", Content(80_000, seed: 2));
    }

    [Fact]
    public async Task What_was_set_aside_comes_back_where_nothing_took_its_place()
    {
        if (Ability<IQuarantine>() is not { } aside)
            return;
        var first = await aside.QuarantineAsync(await WriteAsync("blob", Content(100)));
        var second = await aside.QuarantineAsync(await WriteAsync("blob", Content(100, seed: 2)));
        first.ShouldNotBe(second);
        (await aside.ReleaseAsync("blob", first!)).ShouldBeTrue();
        await ShouldHoldAsync("blob", Content(100));
        (await aside.ReleaseAsync("blob", second!)).ShouldBeFalse();
        (await aside.ReleaseAsync("other", first!)).ShouldBeFalse();
        (await aside.ReleaseAsync("other", "../data/blob")).ShouldBeFalse();
        await ShouldHoldAsync("blob", Content(100));
        await ShouldListAsync("blob");
    }

    [Fact]
    public async Task Only_what_was_seen_is_set_aside()
    {
        if (Ability<IQuarantine>() is not { } aside)
            return;
        (await aside.QuarantineAsync(new BlobStat("blob", 100, Clock.GetUtcNow()))).ShouldBeNull();
        var written = await WriteAsync("blob", Content(100));
        var another = written with { Version = written.Version is null ? null : "another", Modified = written.Modified - TimeSpan.FromSeconds(1) };
        (await aside.QuarantineAsync(another)).ShouldBeNull();
        await ShouldHoldAsync("blob", Content(100));
    }
}
