using System.Net.Mime;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>
/// Makes something else of content: of a document's main blob, whose rendition is kept, or of a file that comes with the request.
/// </summary>
internal abstract class ConvertingOperation(string id, string description, DocumentRenditions renditions, ConversionService conversions, SchemaRegistry schemas)
    : Operation(id, "Conversion", description)
{
    public sealed override IReadOnlyList<string> Signature { get; } = ["document", "blob", "documents", "bloblist", "blob", "blob", "bloblist", "bloblist"];

    protected ConverterRegistry Converters => conversions.Converters;

    public sealed override async Task<OperationResult> RunAsync(OperationCall call)
    {
        if (call.Input is OperationInput.Documents documents)
            return new OperationResult.Blobs([.. documents.Items.Select(document => OfMainBlob(call, document))], documents.IsList);
        var files = new List<OperationBlob>();
        await foreach (var file in call.Blobs.Items.WithCancellation(call.Cancelled))
            files.Add(await OfFileAsync(call, file));
        return files.Count == 0 ? throw call.NoFile() : new OperationResult.Blobs(files, call.Blobs.IsList ?? files.Count > 1);
    }

    /// <summary>What to make of content of a type.</summary>
    protected abstract RenditionRecipe RecipeFor(OperationCall call, string mediaType);

    /// <summary>The name under which permissions and audit know what is made; null where it has none.</summary>
    protected virtual string? RenditionOf(OperationCall call) => null;

    /// <summary>The blob of a document that it works on: the main one.</summary>
    protected virtual (PropertyPath Path, BlobInfo Blob) BlobOf(OperationCall call, Document document) => BlobHolder.Of(document, schemas) is { Main: { } main, MainPath: { } path }
        ? (path, main)
        : throw RequestException.NotFound($"The document '{document.Id}' has no main blob.");

    private OperationBlob.Stored OfMainBlob(OperationCall call, Document document)
    {
        var (path, main) = BlobOf(call, document);
        var recipe = RecipeFor(call, main.MediaType ?? MediaTypes.Unknown);
        return new OperationBlob.Stored(document, path)
        {
            Rendition = RenditionOf(call),
            MakeAsync = (ticket, cancellationToken) => renditions.GetAsync(ticket, recipe, cancellationToken),
        };
    }

    // Made before the next file is read, since that one stands behind it in the request.
    private async Task<OperationBlob> OfFileAsync(OperationCall call, BlobSource file)
    {
        var mediaType = file.MediaType ?? MediaTypes.OfFileName(file.FileName ?? "") ?? MediaTypeNames.Application.Octet;
        var recipe = RecipeFor(call, mediaType);
        return await conversions.ConvertAsync<OperationBlob>(file, mediaType, recipe.Converter, recipe.Parameters, async made =>
        {
            await using var content = File.OpenRead(made.Path);
            return await OperationBlob.Made.AsideAsync(call, Path.ChangeExtension(file.FileName ?? "file", made.Extension), made.MediaType, content.CopyToAsync);
        }, call.Cancelled);
    }
}
