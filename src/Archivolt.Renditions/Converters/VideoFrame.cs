namespace Archivolt.Renditions.Converters;

/// <summary>A frame of a video as JPEG: at the parameter <c>position</c> in seconds, by default the most telling of the first.</summary>
internal sealed class VideoFrame : IConverter
{
    public string Name => "videoScreenshot";

    public string Result => "image/jpeg";

    public bool Accepts(string mediaType) => mediaType.StartsWith("video/", StringComparison.Ordinal);

    public string? FindObstacle(string? mediaType = null) => ExternalProgram.Ffmpeg.Obstacle;

    public async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        var output = conversion.NewFile(".jpg");
        var position = conversion.Number("position", 0, int.MaxValue);
        // Playlists inside a video lead nowhere: only the file itself is read.
        await conversion.RunAsync(ExternalProgram.Ffmpeg,
            [
                "-nostdin", "-v", "error", "-threads", "1", "-protocol_whitelist", "file", .. position is { } at ? ["-ss", $"{at}"] : Array.Empty<string>(),
                "-i", conversion.Input, "-frames:v", "1", "-vf", position is null ? "thumbnail=50,scale='min(1920,iw)':-2" : "scale='min(1920,iw)':-2", "-y", output,
            ],
            cancellationToken);
        return File.Exists(output) ? new ConvertedFile(output, Result, ".jpg") : throw new ConversionException(ConversionError.Failed, "The video has no frame there.");
    }
}
