using System.Diagnostics.CodeAnalysis;
using Archivolt.Renditions.Converters;

namespace Archivolt.Renditions;

/// <summary>The converters by name, and by where they lead.</summary>
public sealed class ConverterRegistry
{
    private readonly IReadOnlyList<IConverter> _converters;

    /// <summary>A registry of these converters. Where several lead to the same type, the first that can run is taken.</summary>
    /// <param name="converters">The converters; no two have one name.</param>
    public ConverterRegistry(IEnumerable<IConverter> converters)
    {
        _converters = [.. converters];
        var twice = _converters.CountBy(converter => converter.Name, StringComparer.Ordinal).FirstOrDefault(each => each.Value > 1).Key;
        if (twice is not null)
            throw new ArgumentException($"Two converters are named '{twice}'.", nameof(converters));
    }

    /// <summary>All converters, in the order in which they are tried.</summary>
    public IReadOnlyList<IConverter> Converters => _converters;

    /// <summary>The converter with a name.</summary>
    /// <exception cref="ConversionException"><see cref="ConversionError.NoConverter"/>.</exception>
    public IConverter Find(string name) => _converters.FirstOrDefault(converter => converter.Name == name)
        ?? throw new ConversionException(ConversionError.NoConverter, $"There is no converter '{name}'.");

    /// <summary>A converter from one media type to another.</summary>
    /// <exception cref="ConversionException"><see cref="ConversionError.NoConverter"/>; one that cannot run here is returned, and says why.</exception>
    public IConverter Find(string from, string to) => TryFind(from, to, out var converter)
        ? converter
        : throw new ConversionException(ConversionError.NoConverter, $"No converter leads from '{Essence(from)}' to '{Essence(to)}'.");

    /// <summary>True when some converter leads from one media type to another; one that can run here is preferred.</summary>
    public bool TryFind(string from, string to, [NotNullWhen(true)] out IConverter? converter)
    {
        var (source, result) = (Essence(from), Essence(to));
        // Pages are taken out of a file by whoever says which; nobody else wants a file of one page.
        var candidates = _converters.Where(each => each.Result == result && each.Accepts(source) && each is not PdfPages).ToList();
        converter = candidates.Find(each => each.FindObstacle(source) is null) ?? candidates.FirstOrDefault();
        return converter is not null;
    }

    /// <summary>A media type without its parameters, in lower case.</summary>
    public static string Essence(string mediaType)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        return mediaType.Split(';')[0].Trim().ToLowerInvariant();
    }
}
