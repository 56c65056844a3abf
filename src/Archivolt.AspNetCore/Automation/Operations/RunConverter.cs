using System.Text.Json;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Renditions;
using Archivolt.Renditions;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Runs a converter by its name.</summary>
internal sealed class RunConverter : ConvertingOperation
{
    public RunConverter(DocumentRenditions renditions, ConversionService conversions, SchemaRegistry schemas)
        : base("Blob.RunConverter", "Runs a converter on a file, or on the main file of a document.", renditions, conversions, schemas) =>
        Parameters = [new("converter", ParameterType.Text, IsRequired: true), new("parameters", ParameterType.Properties)];

    protected override RenditionRecipe RecipeFor(OperationCall call, string mediaType) => new(Converters.Find(call.RequiredText("converter")), ParametersOf(call));

    private static Dictionary<string, string> ParametersOf(OperationCall call) => call.Value("parameters") switch
    {
        null => new(StringComparer.Ordinal),
        { ValueKind: JsonValueKind.Object } values => values.EnumerateObject().ToDictionary(value => value.Name, value => value.Value.ToString(), StringComparer.Ordinal),
        _ => throw RequestException.BadRequest("The parameter 'parameters' of Blob.RunConverter is to be a JSON object."),
    };
}
