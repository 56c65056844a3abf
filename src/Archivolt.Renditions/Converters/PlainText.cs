namespace Archivolt.Renditions.Converters;

/// <summary>Text that is text already.</summary>
internal sealed class PlainText : IConverter
{
    public string Name => "2utf8";

    public string Result => "text/plain";

    public bool Accepts(string mediaType) => TextTypes.IsPlain(mediaType);

    public string? FindObstacle(string? mediaType = null) => null;

    public Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken) =>
        Task.FromResult(new ConvertedFile(conversion.Input, Result, ".txt"));
}
