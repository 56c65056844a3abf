using System.Text;
using Archivolt.Stores;
using Shouldly;
using Xunit;

namespace Archivolt.Testing;

// The record of who uses the store, where the store has the ability.
public abstract partial class BlobStoreContract
{
    [Fact]
    public async Task The_owners_record_is_written_once_and_replaced_only_on_purpose()
    {
        if (Ability<IOwnerRecord>() is not { } owner)
            return;
        (await owner.ReadOwnerRecordAsync()).ShouldBeNull();
        (await owner.WriteOwnerRecordAsync("one"u8.ToArray(), replace: false)).ShouldBeTrue();
        (await owner.WriteOwnerRecordAsync("two"u8.ToArray(), replace: false)).ShouldBeFalse();
        (await ReadAsync()).ShouldBe("one");
        (await owner.WriteOwnerRecordAsync("three"u8.ToArray(), replace: true)).ShouldBeTrue();
        (await ReadAsync()).ShouldBe("three");
        var longest = new string('x', IOwnerRecord.MaxLength);
        (await owner.WriteOwnerRecordAsync(Encoding.ASCII.GetBytes(longest), replace: true)).ShouldBeTrue();
        (await ReadAsync()).ShouldBe(longest);
        await Should.ThrowAsync<ArgumentException>(async () => await owner.WriteOwnerRecordAsync(new byte[IOwnerRecord.MaxLength + 1], replace: true));
        (await ReadAsync()).ShouldBe(longest);

        async Task<string> ReadAsync() => Encoding.ASCII.GetString((await owner.ReadOwnerRecordAsync()).ShouldNotBeNull().Span);
    }

    [Fact]
    public async Task The_owners_record_may_be_replaced_where_there_is_none_and_is_no_blob()
    {
        if (Ability<IOwnerRecord>() is not { } owner)
            return;
        await WriteAsync("blob", Content(100));
        (await owner.WriteOwnerRecordAsync("one"u8.ToArray(), replace: true)).ShouldBeTrue();
        await ShouldListAsync("blob");
        await ShouldHoldAsync("blob", Content(100));
    }
}
