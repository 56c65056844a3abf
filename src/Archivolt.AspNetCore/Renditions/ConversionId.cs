using System.Buffers.Text;
using System.Text;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;
using Microsoft.AspNetCore.WebUtilities;

namespace Archivolt.AspNetCore.Renditions;

/// <summary>
/// A scheduled conversion, named by what it makes: every node can answer for it, and whoever asks is checked anew for the content behind it.
/// </summary>
internal sealed record ConversionId(string Repository, string DocumentId, string XPath, RenditionRecipe Recipe)
{
    private const char Separator = '\n';

    /// <summary>Reads an id; null when it is none.</summary>
    public static ConversionId? Parse(string id, ConverterRegistry converters)
    {
        if (!Base64Url.IsValid(id))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(id)).Split(Separator);
        if (parts is not [var repository, var document, var xpath, var recipe])
            return null;
        var end = recipe.IndexOf('?', StringComparison.Ordinal);
        var name = end < 0 ? recipe : recipe[..end];
        return converters.Converters.FirstOrDefault(each => each.Name == name) is not { } converter ? null
            : new ConversionId(repository, document, xpath, new RenditionRecipe(converter, end < 0 ? null
                : QueryHelpers.ParseQuery(recipe[end..]).ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.Ordinal)));
    }

    /// <summary>The id, safe in a URL.</summary>
    public override string ToString() =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Join(Separator, Repository, DocumentId, XPath, Recipe.Text)));
}
