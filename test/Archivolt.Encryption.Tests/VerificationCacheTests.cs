namespace Archivolt.Encryption.Tests;

public sealed class VerificationCacheTests
{
    private readonly VerificationCache<object> _cache = new(10);

    [Fact]
    public void What_was_asked_for_last_stays_and_the_rest_makes_room()
    {
        var (first, second, third, fourth) = (new object(), new object(), new object(), new object());
        _cache.Remember("first", first, 4);
        _cache.Remember("second", second, 6);
        _cache.Find("first").ShouldBeSameAs(first, "both fill it");
        _cache.Remember("third", third, 6);
        _cache.Find("second").ShouldBeNull();
        _cache.Find("first").ShouldBeSameAs(first);
        _cache.Find("third").ShouldBeSameAs(third);
        // What was driven out takes no room any more, so both have to go.
        _cache.Remember("fourth", fourth, 6);
        _cache.Find("first").ShouldBeNull();
        _cache.Find("third").ShouldBeNull();
        _cache.Find("fourth").ShouldBeSameAs(fourth);
    }

    [Fact]
    public void A_proof_that_would_fill_it_is_kept_and_a_larger_one_is_not_and_drives_out_nothing()
    {
        var (small, whole) = (new object(), new object());
        _cache.Remember("small", small, 1);
        _cache.Remember("larger", new object(), 11);
        _cache.Find("larger").ShouldBeNull();
        _cache.Find("small").ShouldBeSameAs(small);
        _cache.Remember("whole", whole, 10);
        _cache.Find("whole").ShouldBeSameAs(whole);
        _cache.Find("small").ShouldBeNull();
    }

    [Fact]
    public void A_new_proof_replaces_the_old_one_of_its_content_and_what_is_forgotten_takes_no_room()
    {
        var (newer, other) = (new object(), new object());
        _cache.Remember("content", new object(), 6);
        _cache.Remember("content", newer, 4);
        _cache.Remember("other", other, 6);
        _cache.Find("content").ShouldBeSameAs(newer);
        _cache.Forget("content");
        _cache.Forget("unknown");
        _cache.Find("content").ShouldBeNull();
        _cache.Remember("content", newer, 4);
        _cache.Find("other").ShouldBeSameAs(other);
    }
}
