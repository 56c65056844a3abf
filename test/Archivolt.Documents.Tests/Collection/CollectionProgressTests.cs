using System.Text.Json;
using Archivolt.Documents.Collection;

namespace Archivolt.Documents.Tests.Collection;

public sealed class CollectionProgressTests
{
    [Fact]
    public void What_earlier_versions_stored_is_read() =>
        GarbageCollector.Read("""{"Provider":"p","Phase":"Purging","Found":{},"TakenBack":3,"Swept":2}""").ShouldBe(
            new CollectionProgress { Provider = "p", Phase = CollectionPhase.Purging, Restored = 3, CleanedUp = 2 });

    [Fact]
    public void Clients_find_the_names_they_know()
    {
        var served = JsonSerializer.SerializeToElement(new CollectionProgress { Provider = "p", Restored = 3, CleanedUp = 2 }, JsonSerializerOptions.Web);
        (served.GetProperty("takenBack").GetInt64(), served.GetProperty("swept").GetInt64()).ShouldBe((3, 2));
    }
}
