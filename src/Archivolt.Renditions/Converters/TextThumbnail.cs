using Archivolt.Renditions.Worker;

namespace Archivolt.Renditions.Converters;

/// <summary>The beginning of a text as a picture.</summary>
internal sealed class TextThumbnail : IConverter
{
    public string Name => "textToThumbnail";

    public string Result => "image/png";

    public bool Accepts(string mediaType) => TextTypes.IsPlain(mediaType);

    public string? FindObstacle(string? mediaType = null) => WorkerProcess.Obstacle;

    public async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        await conversion.KeepBeginningAsync(MaxShown, cancellationToken);
        var output = conversion.NewFile(".png");
        await WorkerProcess.RunAsync(conversion, "text", output, ThumbnailSize.Read(conversion), cancellationToken);
        return new ConvertedFile(output, Result, ".png");
    }

    private const int MaxShown = 6000;
}
