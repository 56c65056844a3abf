namespace Archivolt.Renditions.Converters;

/// <summary>Two converters, one after the other.</summary>
internal sealed class Sequence(string name, IConverter first, IConverter second) : IConverter
{
    public string Name => name;

    public string Result => second.Result;

    public bool Accepts(string mediaType) => first.Accepts(mediaType);

    public string? FindObstacle(string? mediaType = null) => first.FindObstacle(mediaType) ?? second.FindObstacle(first.Result);

    public async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken) =>
        await second.ConvertAsync(conversion.Of(await first.ConvertAsync(conversion, cancellationToken)), cancellationToken);
}
