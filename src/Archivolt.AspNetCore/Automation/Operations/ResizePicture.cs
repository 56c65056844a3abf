using System.Globalization;
using Archivolt.Documents;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Makes a picture smaller.</summary>
internal sealed class ResizePicture : ConvertingOperation
{
    private const int UsualSide = 100;

    public ResizePicture(DocumentRenditions renditions, ConversionService conversions, SchemaRegistry schemas)
        : base("Picture.Resize", "Makes a picture that fits a width and a height.", renditions, conversions, schemas)
    {
        Aliases = ["Picture.resize"];
        Parameters = [new("maxWidth", ParameterType.Integer), new("maxHeight", ParameterType.Integer)];
    }

    protected override RenditionRecipe RecipeFor(OperationCall call, string mediaType) => new(Converters.Find("pictureResize"), new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["width"] = Side(call, "maxWidth"),
        ["height"] = Side(call, "maxHeight"),
    });

    private static string Side(OperationCall call, string name) => (call.Number(name) ?? UsualSide).ToString(CultureInfo.InvariantCulture);
}
