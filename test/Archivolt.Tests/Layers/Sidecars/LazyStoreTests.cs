using Archivolt.Blobs;
using Archivolt.Layers.Sidecars;
using Archivolt.Stores.Files;
using Archivolt.Testing;

namespace Archivolt.Tests.Layers.Sidecars;

public sealed class LazyStoreTests
{
    [Fact]
    public async Task A_directory_that_cannot_be_looked_at_is_an_error_and_not_the_absence_of_notes()
    {
        using var directory = new TestDirectory();
        await using var notes = new LazyStore(new FileStoreOptions { Path = directory["notes"] });
        (await notes.StatAsync("note")).ShouldBeNull("there is no directory yet");
        File.CreateSymbolicLink(directory["notes"], directory["notes"]);
        await Should.ThrowAsync<BlobException>(async () => await notes.StatAsync("note"));
    }
}
