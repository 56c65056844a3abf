using Archivolt.AspNetCore.Errors;
using Archivolt.Blobs;
using Archivolt.Jobs;
using Microsoft.AspNetCore.Http;

namespace Archivolt.AspNetCore.Management;

/// <summary>Jobs that requests start on this node.</summary>
internal static class JobOrder
{
    /// <summary>Starts a job, or answers 409 with the reason why it cannot begin.</summary>
    public static async Task OrderAsync(this JobRunner runner, string job, JobRunOptions? options, CancellationToken cancellationToken)
    {
        try
        {
            await runner.StartAsync(job, options, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error is BlobError.Conflict or BlobError.ReadOnly)
        {
            throw new RequestException(StatusCodes.Status409Conflict, exception.Message, exception);
        }
    }
}
