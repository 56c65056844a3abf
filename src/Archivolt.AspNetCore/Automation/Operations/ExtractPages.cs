using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Editing;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Takes pages out of a PDF file.</summary>
internal sealed class ExtractPages : ConvertingOperation
{
    private const string Converter = "pdf2pages";

    private readonly BlobPlaces _places;

    public ExtractPages(BlobPlaces places, DocumentRenditions renditions, ConversionService conversions, SchemaRegistry schemas)
        : base("PDF.ExtractPages", "Takes the pages from startPage to endPage, counted from 1, out of a PDF file, or out of a blob of a document.", renditions, conversions, schemas)
    {
        _places = places;
        Parameters = [new("startPage", ParameterType.Integer, IsRequired: true), new("endPage", ParameterType.Integer, IsRequired: true), OperationParameter.XPath];
    }

    protected override RenditionRecipe RecipeFor(OperationCall call, string mediaType) => new(Converters.Find(Converter), new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["startPage"] = call.RequiredText("startPage"),
        ["endPage"] = call.RequiredText("endPage"),
    });

    protected override (PropertyPath Path, BlobInfo Blob) BlobOf(OperationCall call, Document document)
    {
        if (call.Text("xpath") is not { Length: > 0 })
            return base.BlobOf(call, document);
        var path = call.XPath(_places, document);
        return document.Properties.Get(path) is BlobInfo blob ? (path, blob) : throw RequestException.NotFound($"The document '{document.Id}' has no blob at '{path}'.");
    }
}
