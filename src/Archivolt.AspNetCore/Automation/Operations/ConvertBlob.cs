using Archivolt.Documents;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Converts content to a media type.</summary>
internal sealed class ConvertBlob : ConvertingOperation
{
    public ConvertBlob(DocumentRenditions renditions, ConversionService conversions, SchemaRegistry schemas)
        : base("Blob.Convert", "Converts a file, or the main file of a document, to a media type.", renditions, conversions, schemas) =>
        Parameters = [new("mimeType", ParameterType.Text, IsRequired: true)];

    protected override RenditionRecipe RecipeFor(OperationCall call, string mediaType) => new(Converters.Find(mediaType, call.RequiredText("mimeType")));
}
