using Archivolt.AspNetCore.Errors;
using Archivolt.Stores.Kit;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Forms;

/// <summary>A part of a form as it arrives: where the form ends before its last boundary, reading says so.</summary>
/// <param name="part">The part.</param>
internal sealed class PartStream(Stream part) : ForwardReadStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await part.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception) when (exception is not (BadHttpRequestException or ConnectionResetException) && !cancellationToken.IsCancellationRequested)
        {
            throw RequestException.BadRequest("The form is cut off before its last boundary; nothing was stored.", exception);
        }
    }
}
