using System.Collections.Frozen;
using Archivolt.Renditions.Worker;

namespace Archivolt.Renditions.Converters;

/// <summary>Base of what makes a picture from a picture. The parameter <c>conversionFormat</c> chooses between JPEG, PNG and WebP.</summary>
internal abstract class PictureConverter : IConverter
{
    /// <summary>Longest side in pixels.</summary>
    protected const int MaxSide = 16_000;

    private static readonly FrozenSet<string> Readable = FrozenSet.Create(StringComparer.Ordinal,
        "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/avif", "image/heic", "image/heif", "image/svg+xml");

    public abstract string Name { get; }

    public virtual string Result => "image/jpeg";

    public bool Accepts(string mediaType) => Readable.Contains(mediaType);

    public string? FindObstacle(string? mediaType = null) => WorkerProcess.Obstacle;

    /// <summary>The worker's operation.</summary>
    protected abstract string Operation { get; }

    /// <summary>Its numbers.</summary>
    protected abstract IReadOnlyList<int> Numbers(Conversion conversion);

    public async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
    {
        var (type, extension) = Format(conversion.Parameters.GetValueOrDefault("conversionFormat"));
        var output = conversion.NewFile(extension);
        await WorkerProcess.RunAsync(conversion, Operation, output, Numbers(conversion), cancellationToken);
        return new ConvertedFile(output, type, extension);
    }

    private (string Type, string Extension) Format(string? wanted) => wanted?.ToLowerInvariant() switch
    {
        null or "" => Result == "image/png" ? ("image/png", ".png") : ("image/jpeg", ".jpg"),
        "jpg" or "jpeg" => ("image/jpeg", ".jpg"),
        "png" => ("image/png", ".png"),
        "webp" => ("image/webp", ".webp"),
        _ => throw new ConversionException(ConversionError.InvalidParameter, $"Pictures are made as jpg, png or webp, not as '{wanted}'."),
    };
}

/// <summary>Fits a picture into a width and a height, which keep its proportions; a smaller picture stays as large as it is.</summary>
internal sealed class PictureResize : PictureConverter
{
    public override string Name => "pictureResize";

    protected override string Operation => "resize";

    protected override IReadOnlyList<int> Numbers(Conversion conversion)
    {
        var (width, height) = (conversion.Number("width", 1, MaxSide), conversion.Number("height", 1, MaxSide));
        return [width ?? MaxSide, height ?? MaxSide];
    }
}

/// <summary>Turns a picture clockwise by <c>angle</c> degrees.</summary>
internal sealed class PictureRotation : PictureConverter
{
    public override string Name => "pictureRotation";

    protected override string Operation => "rotate";

    protected override IReadOnlyList<int> Numbers(Conversion conversion) => [conversion.Number("angle", -360, 360) ?? 90];
}

/// <summary>Cuts a part out of a picture: <c>X</c>, <c>Y</c>, <c>width</c> and <c>height</c> in pixels.</summary>
internal sealed class PictureCrop : PictureConverter
{
    public override string Name => "pictureCrop";

    protected override string Operation => "crop";

    protected override IReadOnlyList<int> Numbers(Conversion conversion) =>
    [
        conversion.Number("X", 0, int.MaxValue) ?? 0, conversion.Number("Y", 0, int.MaxValue) ?? 0,
        Needed(conversion, "width"), Needed(conversion, "height"),
    ];

    private static int Needed(Conversion conversion, string parameter) => conversion.Number(parameter, 1, MaxSide)
        ?? throw new ConversionException(ConversionError.InvalidParameter, $"'pictureCrop' needs '{parameter}'.");
}

/// <summary>Fits a picture into <c>size</c> (<c>WIDTHxHEIGHT</c>, by default 1000x1000), as PNG.</summary>
internal sealed class PictureThumbnail : PictureConverter
{
    public override string Name => "pictureThumbnail";

    public override string Result => "image/png";

    protected override string Operation => "resize";

    protected override IReadOnlyList<int> Numbers(Conversion conversion) => ThumbnailSize.Read(conversion);
}
