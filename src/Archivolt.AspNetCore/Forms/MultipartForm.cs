using System.Runtime.CompilerServices;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Stores.Kit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Forms;

/// <summary>The parts of a form, read as they arrive: any size in the same memory.</summary>
internal sealed class MultipartForm
{
    private const int MaxBoundaryLength = 70;

    // More than the reader's own limit, which it forgets within a line.
    private const long MaxHeaderLength = 64 * 1024;

    private readonly MultipartReader _reader;
    private MultipartSection? _section;
    private long? _headerLeft;

    /// <summary>Begins to read.</summary>
    /// <param name="type">The media type with its boundary.</param>
    /// <param name="body">The form.</param>
    public MultipartForm(MediaTypeHeaderValue type, Stream body) => _reader = new MultipartReader(BoundaryOf(type), new HeaderLimit(this, body));

    /// <summary>The next part, which ends the one before; null behind the last.</summary>
    /// <exception cref="RequestException">400: the form cannot be read.</exception>
    public async Task<MultipartSection?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_section is not null)
                await _section.Body.CopyToAsync(Stream.Null, cancellationToken);
            _headerLeft = MaxHeaderLength;
            _section = await _reader.ReadNextSectionAsync(cancellationToken);
            _headerLeft = null;
            return _section;
        }
        catch (Exception exception) when (exception is InvalidDataException || (exception is IOException and not BadHttpRequestException && !cancellationToken.IsCancellationRequested))
        {
            throw RequestException.BadRequest("The form cannot be read: its parts do not follow multipart/form-data.", exception);
        }
    }

    /// <summary>The further parts as contents, each to be read before the next.</summary>
    public async IAsyncEnumerable<BlobSource> FilesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } section)
            yield return Content(section);
    }

    /// <summary>A part as content, with its name and type.</summary>
    public static BlobSource Content(MultipartSection section)
    {
        var name = section.GetContentDispositionHeader() is not { } disposition ? null
            : HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
        var content = RequestBlobs.Describe(BlobSource.FromStream(new PartStream(section.Body)), name, section.ContentType);
        DescriptionLimits.Check(content.FileName, content.MediaType, content.Encoding);
        return content;
    }

    private static string BoundaryOf(MediaTypeHeaderValue type)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= MaxBoundaryLength
            ? boundary
            : throw RequestException.BadRequest("The Content-Type multipart/form-data needs a boundary of 1 to 70 characters.");
    }

    /// <summary>Gives no more than the headers of a part may have, while they are read.</summary>
    private sealed class HeaderLimit(MultipartForm form, Stream body) : ForwardReadStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (form._headerLeft <= 0)
                throw new InvalidDataException("The headers of a part are too long.");
            var read = await body.ReadAsync(buffer, cancellationToken);
            form._headerLeft -= read;
            return read;
        }
    }
}
