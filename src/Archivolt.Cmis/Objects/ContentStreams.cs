using System.Globalization;
using Archivolt.AspNetCore.Downloads;
using Archivolt.AspNetCore.Renditions;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Renditions;

namespace Archivolt.Cmis.Objects;

/// <summary>Answers content: through the download service, with its permissions, its one audit entry for a logical download, conditions and ranges.</summary>
internal sealed class ContentStreams(DownloadSender sender, DocumentRenditions renditions, CmisRenditions streams)
{
    /// <summary>Why content is downloaded, for permissions and audit; a rendition has a reason of its own. (The platform's words.)</summary>
    public const string Reason = "cmis";

    private const string RenditionReason = "cmisRendition";

    public async Task SendAsync(CmisCall call, CmisObject found)
    {
        var streamId = call.Parameters.Text("streamId");
        ApplyPart(call, found);
        if (streamId == CmisRenditions.IconStream)
        {
            await TypeIcon.Result(found.Document, found.Content).ExecuteAsync(call.Context);
            return;
        }
        if (streamId is null || streamId.StartsWith(BlobHolder.Prefix, StringComparison.Ordinal))
        {
            if (streamId is null && found.Content is null)
                throw CmisException.Constraint("The object has no content.");
            await sender.SendAsync(RequestOf(call, found, streamId), call.Context);
            return;
        }
        var recipe = streams.RecipeOf(found, streamId) ?? throw CmisException.Nothing("stream", streamId);
        var name = streamId[CmisRenditions.StreamPrefix.Length..];
        await sender.SendAsync(RequestOf(call, found, xpath: null) with
        {
            Reason = RenditionReason,
            Infos = new Dictionary<string, string>(StringComparer.Ordinal) { ["rendition"] = name },
        }, call.Context, (ticket, stop) => renditions.GetAsync(ticket, recipe, stop));
    }

    private static DownloadRequest RequestOf(CmisCall call, CmisObject found, string? xpath) => new()
    {
        Principal = call.Principal,
        Repository = call.Repository,
        DocumentId = found.Id,
        Document = found.Document,
        XPath = xpath,
        Reason = Reason,
        Inline = call.Parameters.Text("download") != "attachment",
    };

    // offset and length (CMIS 1.1 §2.2.4.10) are a range; one of HTTP itself counts before them.
    private static void ApplyPart(CmisCall call, CmisObject found)
    {
        var (offset, length) = (call.Parameters.Number("offset"), call.Parameters.Number("length"));
        var headers = call.Context.Request.Headers;
        if (offset is null && length is null || headers.Range.Count > 0)
            return;
        if (length == 0)
            throw CmisException.InvalidArgument("A part of no bytes is no content; the parameter 'length' is a number from 1.");
        var first = offset ?? 0;
        // From its beginning also an empty content has a part.
        if (first == 0 && (length is null || found.Content?.Length == 0))
            return;
        var last = length is { } count && first <= long.MaxValue - count ? (first + count - 1).ToString(CultureInfo.InvariantCulture) : "";
        headers.Range = string.Create(CultureInfo.InvariantCulture, $"bytes={first}-{last}");
        // The range came without a condition of its own.
        headers.Remove("If-Range");
    }
}
