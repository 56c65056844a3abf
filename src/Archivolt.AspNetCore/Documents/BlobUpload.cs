using System.Net;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Forms;
using Archivolt.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Documents;

/// <summary>
/// The file a request carries, raw or as the first file of a form, read from the connection while it is stored: any size in the same memory.
/// </summary>
/// <param name="Content">The file.</param>
/// <param name="IsForm">True for <c>multipart/form-data</c>.</param>
internal sealed record BlobUpload(BlobSource Content, bool IsForm)
{
    public static async Task<BlobUpload> OpenAsync(HttpContext context)
    {
        var request = context.Request;
        Admit(context);
        var upload = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? new BlobUpload(await FirstFileAsync(request, type, context.RequestAborted), IsForm: true)
            : new BlobUpload(Raw(request), IsForm: false);
        DescriptionLimits.Check(upload.Content.FileName, upload.Content.MediaType, upload.Content.Encoding);
        return upload;
    }

    /// <summary>The body of a request as a file, whatever its type.</summary>
    /// <param name="context">The request.</param>
    /// <param name="name">The file's name.</param>
    public static BlobSource OpenBody(HttpContext context, string name)
    {
        Admit(context);
        var file = RequestBlobs.Describe(BlobSource.FromStream(context.Request.Body, context.Request.ContentLength), name, context.Request.ContentType, AnnouncedDigest.Of(context.Request.Headers));
        DescriptionLimits.Check(file.FileName, file.MediaType, file.Encoding);
        return file;
    }

    // A file has no limit.
    private static void Admit(HttpContext context)
    {
        if (context.Request.Headers.ContentEncoding.Count > 0)
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType, "Send the file as it is, without Content-Encoding.");
        // RFC 9112, section 6.1.
        if (context.Request.Headers.TransferEncoding is { Count: > 0 } coding && !coding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase))
            throw new RequestException(StatusCodes.Status501NotImplemented, "Send the file as it is; the only Transfer-Encoding is chunked.");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
    }

    private static async Task<BlobSource> FirstFileAsync(HttpRequest request, MediaTypeHeaderValue type, CancellationToken cancellationToken)
    {
        var form = new MultipartForm(type, request.Body);
        while (await form.NextAsync(cancellationToken) is { } section)
        {
            if (section.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition())
                return MultipartForm.Content(section);
        }
        throw RequestException.BadRequest("The form has no file; send one part with a file name.");
    }

    private static BlobSource Raw(HttpRequest request)
    {
        var headers = request.Headers;
        var given = headers["X-File-Type"].ToString() is { Length: > 0 } fileType ? fileType : request.ContentType;
        // What command-line clients send when nobody chose a type.
        if (given?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is true)
            given = null;
        return RequestBlobs.Describe(BlobSource.FromStream(request.Body, request.ContentLength), NameOf(request), given, AnnouncedDigest.Of(headers));
    }

    private static string? NameOf(HttpRequest request)
    {
        if (request.Headers["X-File-Name"].ToString() is { Length: > 0 } encoded)
            return WebUtility.UrlDecode(encoded);
        return RequestBlobs.FileNameOf(request.Headers) ?? request.Query["filename"];
    }
}
