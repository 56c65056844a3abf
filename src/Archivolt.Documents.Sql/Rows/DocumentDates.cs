namespace Archivolt.Documents.Sql.Rows;

/// <summary>The dates that the store keeps: <c>dc:created</c> is set where it is missing, <c>dc:modified</c> with every write.</summary>
internal static class DocumentDates
{
    private static readonly PropertyPath Created = PropertyPath.Parse("dc:created");
    private static readonly PropertyPath Modified = PropertyPath.Parse("dc:modified");

    public static void Stamp(Document document, TimeProvider clock)
    {
        // JSON and HTTP carry milliseconds at most.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
        if (document.Properties.Get(Created) is null)
            document.Properties.Set(Created, now);
        document.Properties.Set(Modified, now);
    }
}
