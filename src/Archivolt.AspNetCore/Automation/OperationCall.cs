using System.Globalization;
using System.Text.Json;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Editing;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Automation;

/// <summary>One run of an operation: who runs it, on what, with which parameters.</summary>
/// <param name="operation">The operation.</param>
/// <param name="context">The request.</param>
/// <param name="parameters">An object with a member for each parameter that was sent.</param>
/// <param name="variables">The context variables, such as <c>currentDocument</c>: an object.</param>
/// <param name="input">What it works on.</param>
internal sealed class OperationCall(Operation operation, HttpContext context, JsonElement parameters, JsonElement variables, OperationInput input)
{
    public HttpContext Context => context;

    public Principal Principal { get; } = context.ActingPrincipal();

    public OperationInput Input => input;

    public CancellationToken Cancelled => context.RequestAborted;

    /// <summary>The documents of the input.</summary>
    /// <exception cref="RequestException">400: the input is something else.</exception>
    public OperationInput.Documents Documents => input as OperationInput.Documents ?? throw Unfit("a document");

    /// <summary>The contents of the input.</summary>
    /// <exception cref="RequestException">400: the input is something else.</exception>
    public OperationInput.Blobs Blobs => input as OperationInput.Blobs ?? throw Unfit("a file");

    /// <summary>The value of a parameter as it was sent; null when it was not, or is null.</summary>
    public JsonElement? Value(string name) => Member(parameters, name);

    /// <summary>A text; numbers and truth values count as theirs.</summary>
    public string? Text(string name) => Value(name) is not { } value ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw Wrong(name, "text", value),
    };

    /// <summary>A text that has to be there.</summary>
    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw Missing(name);

    /// <summary>A list of texts: a JSON list, or a text with commas.</summary>
    public IReadOnlyList<string> Texts(string name) => Value(name) is not { } value ? [] : value.ValueKind == JsonValueKind.Array
        ? parameters.Texts(name)
        : Text(name)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool otherwise = false) => Text(name) is not { } text ? otherwise
        : bool.TryParse(text, out var flag) ? flag : throw Wrong(name, "true or false", Value(name)!.Value);

    /// <summary>A whole number from 0.</summary>
    public int? Number(string name) => Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(name, "a whole number from 0", Value(name)!.Value);

    /// <summary>A date.</summary>
    public DateTimeOffset? Date(string name) => Text(name) is not { Length: > 0 } text ? null
        : JsonDates.TryParse(text, out var date) ? date : throw Wrong(name, "a date like 2030-01-31T00:00:00Z", Value(name)!.Value);

    /// <summary>The document that a parameter refers to.</summary>
    public ValueTask<Document> DocumentAsync(string name) => DocumentReference.FindAsync(context, RequiredText(name));

    /// <summary>The blob property that the parameter <c>xpath</c> names on a document.</summary>
    public PropertyPath XPath(BlobPlaces places, Document document, string otherwise = "file:content") => places.Of(document, Text("xpath") is { Length: > 0 } path ? path : otherwise);

    /// <summary>Refuses unless the caller has a permission on a document.</summary>
    public ValueTask RequireAsync(Document document, Permission permission) => DocumentRequest.RequireAsync(context, document, permission);

    /// <summary>The document that a context variable refers to.</summary>
    public ValueTask<Document> VariableDocumentAsync(string name) => Member(variables, name) is { ValueKind: JsonValueKind.String } reference
        ? DocumentReference.FindAsync(context, reference.GetString()!)
        : throw RequestException.BadRequest($"The operation {operation.Id} takes a document as the context variable '{name}'.");

    /// <summary>What is thrown when a required parameter is not there.</summary>
    public RequestException Missing(string name) => RequestException.BadRequest($"The operation {operation.Id} takes the parameter '{name}'.");

    /// <summary>What is thrown when a request brings no content.</summary>
    public RequestException NoFile() => Unfit("a file");

    private RequestException Unfit(string wanted) => RequestException.BadRequest($"The operation {operation.Id} takes {wanted} as input, not {input.Kind}.");

    private RequestException Wrong(string name, string wanted, JsonElement value) =>
        RequestException.BadRequest($"The parameter '{name}' of {operation.Id} is to be {wanted}, not {JsonBody.Kind(value)}.");

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
