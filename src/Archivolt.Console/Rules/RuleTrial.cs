using System.Globalization;
using Archivolt.AspNetCore.Errors;
using Archivolt.Documents;
using Archivolt.Documents.Dispatch;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Rules;

/// <summary>What somebody tries the rules against: the blobs of a stored document, or a blob that is only described.</summary>
/// <param name="Document">Path or id of a stored document; empty for none.</param>
/// <param name="Name">File name of the described blob.</param>
/// <param name="MediaType">Its media type.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="XPath">The property that would hold it, or the only one of the document to look at.</param>
internal sealed record RuleTrial(string Document, string Name, string MediaType, string Length, string XPath)
{
    public const string DocumentField = "document";
    public const string NameField = "name";
    public const string TypeField = "type";
    public const string LengthField = "length";
    public const string PathField = "xpath";

    private bool IsDescribed => Name.Length + MediaType.Length + Length.Length > 0;

    /// <summary>True where nothing was entered.</summary>
    public bool IsEmpty => !IsDescribed && Document.Length == 0;

    public static RuleTrial Of(IQueryCollection query) => new(
        query[DocumentField].ToString().Trim(), query[NameField].ToString(), query[TypeField].ToString().Trim(), query[LengthField].ToString().Trim(), query[PathField].ToString().Trim());

    /// <summary>Asks the rules in use.</summary>
    /// <exception cref="RequestException">What was entered names nothing.</exception>
    public async Task<IReadOnlyList<ExplainedBlob>> AskAsync(DispatchExplainer explainer, IDocumentStore documents, string repository, CancellationToken cancellationToken)
    {
        PropertyPath? path = XPath.Length == 0 ? null
            : PropertyPath.TryParse(XPath, out var parsed) ? parsed
            : throw RequestException.BadRequest(Phrase.Of($"“{XPath}” is no property; write it like file:content."));
        var stored = Document.Length == 0 ? null
            : (Document.StartsWith('/') ? await documents.FindByPathAsync(repository, Document, cancellationToken) : await documents.FindAsync(repository, Document, cancellationToken))
                ?? throw RequestException.NotFound(Phrase.Of($"There is no document “{Document}”; enter its path, which begins with /, or its id."));
        if (!IsDescribed)
            return await explainer.ExplainAsync(stored!, path, cancellationToken);
        long? length = Length.Length == 0 ? null
            : long.TryParse(Length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes
            : throw RequestException.BadRequest(Phrase.Of($"“{Length}” is no length; enter a number of bytes."));
        var blob = new BlobFacts(Name.Length == 0 ? null : Name, MediaType.Length == 0 ? null : MediaType, null, null, length);
        var described = stored ?? new Document { Repository = repository, Id = "", Name = "", Path = "", Type = "File", State = "project" };
        return [explainer.Explain(blob, described, path ?? PropertyPath.Parse("file:content"))];
    }
}
