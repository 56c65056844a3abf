using System.Net.Mime;
using Archivolt.Documents;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Converts content to PDF.</summary>
internal sealed class ConvertToPdf(DocumentRenditions renditions, ConversionService conversions, SchemaRegistry schemas)
    : ConvertingOperation("Blob.ToPDF", "Converts a file, or the main file of a document, to PDF.", renditions, conversions, schemas)
{
    protected override RenditionRecipe RecipeFor(OperationCall call, string mediaType) => new(Converters.Find(mediaType, MediaTypeNames.Application.Pdf));
}
