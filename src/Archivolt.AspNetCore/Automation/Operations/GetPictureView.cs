using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Sends a view of a picture by its name.</summary>
internal sealed class GetPictureView : ConvertingOperation
{
    private readonly NamedRenditions _names;

    public GetPictureView(NamedRenditions names, DocumentRenditions renditions, ConversionService conversions, SchemaRegistry schemas)
        : base("Picture.GetView", "Sends a view of a picture by its name: Thumbnail, Small, Medium, FullHD, OriginalJpeg.", renditions, conversions, schemas)
    {
        _names = names;
        Aliases = ["Picture.getView"];
        Parameters = [new("viewName", ParameterType.Text, IsRequired: true)];
    }

    protected override RenditionRecipe RecipeFor(OperationCall call, string mediaType) =>
        call.RequiredText("viewName") is var name && NamedRenditions.PictureViews.Any(view => view.Name == name) && _names.Find(name, mediaType) is { } recipe
            ? recipe
            : throw RequestException.NotFound($"The document has no picture view '{name}'.");

    protected override string? RenditionOf(OperationCall call) => call.RequiredText("viewName");
}
