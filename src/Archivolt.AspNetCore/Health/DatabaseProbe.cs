using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Ownership;

namespace Archivolt.AspNetCore.Health;

/// <summary>Asks the database for something that is there, and to take something that changes nothing.</summary>
internal sealed class DatabaseProbe(IDocumentStore documents, IInstallationLedger installation, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null when the database answers and takes changes.</summary>
    public async Task<DatabaseProblem?> FindProblemAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var isRead = false;
        try
        {
            if (await documents.FindByPathAsync(documents.Repositories[0], "/", either.Token).AsTask().WaitAsync(either.Token) is null)
                return new DatabaseProblem("The repository has no root.", IsRead: false);
            isRead = true;
            await installation.ProbeAsync(either.Token).WaitAsync(either.Token);
            return null;
        }
        catch (BlobException exception) when (isRead && exception.Error is BlobError.NoSpace or BlobError.ReadOnly or BlobError.IO)
        {
            return new DatabaseProblem($"The database takes no changes: {exception.Message}", IsRead: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DatabaseProblem($"The database did not {(isRead ? "take a change" : "answer")} within {Patience.TotalSeconds} seconds.", isRead);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new DatabaseProblem($"The database does not answer: {exception.Message}", IsRead: false);
        }
    }
}

/// <summary>What is wrong with the database.</summary>
/// <param name="Message">A sentence.</param>
/// <param name="IsRead">True when it can be read, so that downloads go on.</param>
internal sealed record DatabaseProblem(string Message, bool IsRead);
