using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents.Query;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Finds documents by the values of one property.</summary>
internal sealed class FetchByProperty : Operation
{
    private readonly ReadableSearch _search;

    public FetchByProperty(ReadableSearch search) : base("Document.FetchByProperty", "Fetch", "Finds documents whose property has one of some values.")
    {
        _search = search;
        Parameters = [new("property", ParameterType.Text, IsRequired: true), new("values", ParameterType.Texts, IsRequired: true), new("query", ParameterType.Text)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "documents"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var values = call.Texts("values");
        if (values.Count == 0)
            throw call.Missing("values");
        var text = $"SELECT * FROM Document WHERE {call.RequiredText("property")} IN ({string.Join(", ", values.Select(NxqlParser.Quote))})";
        var query = NxqlParser.Parse(call.Text("query") is { Length: > 0 } more ? $"{text} AND ({more})" : text);
        var found = await _search.FindAsync(call.Principal, DocumentRequest.RepositoryOf(call.Context), query, 0, Paging.MaxSize, call.Cancelled);
        return new OperationResult.Documents(found.Documents, IsList: true);
    }
}
