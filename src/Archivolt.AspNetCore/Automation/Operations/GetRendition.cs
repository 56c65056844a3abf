using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Sends a rendition of a document by its name.</summary>
internal sealed class GetRendition : ConvertingOperation
{
    private readonly NamedRenditions _names;

    public GetRendition(NamedRenditions names, DocumentRenditions renditions, ConversionService conversions, SchemaRegistry schemas)
        : base("Document.GetRendition", "Sends a rendition of a document by its name: thumbnail, pdf, or a view of a picture.", renditions, conversions, schemas)
    {
        _names = names;
        Parameters = [new("renditionName", ParameterType.Text, IsRequired: true)];
    }

    protected override RenditionRecipe RecipeFor(OperationCall call, string mediaType) => call.RequiredText("renditionName") is var name && _names.Find(name, mediaType) is { } recipe
        ? recipe
        : throw RequestException.NotFound($"The document has no rendition '{name}'.");

    protected override string? RenditionOf(OperationCall call) => call.RequiredText("renditionName");
}
