namespace Archivolt.Renditions.Converters;

/// <summary>The first of several converters that reads the content and can run here; the platform's names that begin with <c>any</c>.</summary>
internal sealed class FirstOf(string name, string result, params IReadOnlyList<IConverter> candidates) : IConverter
{
    public string Name => name;

    public string Result => result;

    public bool Accepts(string mediaType) => candidates.Any(each => each.Accepts(mediaType));

    public string? FindObstacle(string? mediaType = null)
    {
        var readers = candidates.Where(each => mediaType is null || each.Accepts(mediaType)).ToList();
        return readers.Exists(each => each.FindObstacle(mediaType) is null) ? null : readers.FirstOrDefault()?.FindObstacle(mediaType);
    }

    public Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        var readers = candidates.Where(each => each.Accepts(conversion.MediaType)).ToList();
        var chosen = readers.Find(each => each.FindObstacle(conversion.MediaType) is null)
            ?? throw new ConversionException(ConversionError.Unavailable, $"The converter '{name}' cannot read '{conversion.MediaType}' here: {readers[0].FindObstacle(conversion.MediaType)}.");
        return chosen.ConvertAsync(conversion, cancellationToken);
    }
}
