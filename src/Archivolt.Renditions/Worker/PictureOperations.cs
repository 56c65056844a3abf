using NetVips;

namespace Archivolt.Renditions.Worker;

/// <summary>Operations that make a picture, by libvips.</summary>
internal static class PictureOperations
{
    private const int White = 255;

    /// <summary>Runs the operation with a name.</summary>
    /// <exception cref="VipsException">The picture cannot be read, or the operation does not apply to it.</exception>
    public static void Run(string operation, long maxPixels, string input, string output, int[] numbers)
    {
        // Loaders that are not safe for content of strangers stay closed.
        NetVips.NetVips.BlockUntrusted = true;
        NetVips.NetVips.Concurrency = 1;
        Cache.Max = 0;
        if (operation != "text")
            CheckSize(input, maxPixels);
        using var image = operation switch
        {
            "text" => Draw(File.ReadAllText(input), numbers[0], numbers[1]),
            "resize" => Image.Thumbnail(input, numbers[0], numbers[1], size: Enums.Size.Down),
            "rotate" => Image.NewFromFile(input).Autorot().Similarity(angle: numbers[0]),
            "crop" => Crop(input, numbers[0], numbers[1], numbers[2], numbers[3]),
            _ => throw new VipsException($"There is no operation '{operation}'."),
        };
        // JPEG has no transparency: what is behind it is white.
        using var opaque = output.EndsWith(".jpg", StringComparison.Ordinal) && image.HasAlpha() ? image.Flatten(background: [White]) : image;
        opaque.WriteToFile(output);
    }

    // The header tells the size; no pixel is decoded for it.
    private static void CheckSize(string input, long maxPixels)
    {
        using var header = Image.NewFromFile(input, access: Enums.Access.Sequential);
        if ((long)header.Width * header.Height > maxPixels)
            throw new PictureTooLargeException($"The picture has {header.Width} × {header.Height} pixels; at most {maxPixels} are converted.");
    }

    private static Image Crop(string input, int left, int top, int width, int height)
    {
        using var whole = Image.NewFromFile(input).Autorot();
        return left + width <= whole.Width && top + height <= whole.Height
            ? whole.Crop(left, top, width, height)
            : throw new VipsException($"The part lies outside the picture, which has {whole.Width} × {whole.Height} pixels.");
    }

    // The first page of a text, black on white.
    private static Image Draw(string text, int width, int height)
    {
        var markup = text.Replace("\0", "", StringComparison.Ordinal).Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
        var (margin, rows) = (width / 16, height - (height / 8));
        using var letters = Image.Text(
            string.IsNullOrWhiteSpace(markup) ? "." : markup, font: "sans 10", width: width - (2 * margin), dpi: 96, wrap: Enums.TextWrap.WordChar);
        using var page = letters.Crop(0, 0, Math.Min(letters.Width, width - (2 * margin)), Math.Min(letters.Height, rows));
        return page.Embed(margin, margin, width, height).Invert();
    }
}

/// <summary>A picture has more pixels than the limit.</summary>
internal sealed class PictureTooLargeException(string message) : Exception(message);
