namespace Archivolt.Documents.Requests;

/// <summary>Remembers requests that clients may send again under the same key, so that each is carried out once; on any node.</summary>
public interface IRequestLedger
{
    /// <summary>
    /// Begins a request. Null when it is the caller's to carry out, who then calls <see cref="CompleteAsync"/> or <see cref="ForgetAsync"/>; otherwise what is known of the first one.
    /// A request of which nothing was heard for ten minutes counts as lost, and the next one takes its place.
    /// </summary>
    Task<KnownRequest?> BeginAsync(RequestTurn turn, CancellationToken cancellationToken = default);

    /// <summary>What is known of a request, of whatever attempt; null when nothing is.</summary>
    Task<KnownRequest?> FindAsync(RequestTurn turn, CancellationToken cancellationToken = default);

    /// <summary>Keeps an answer for an hour; does nothing when another turn has taken the request's place.</summary>
    Task CompleteAsync(RequestTurn turn, KeptAnswer answer, CancellationToken cancellationToken = default);

    /// <summary>Forgets a request that failed, so that it can be made again.</summary>
    Task ForgetAsync(RequestTurn turn, CancellationToken cancellationToken = default);
}

/// <summary>One attempt at a request.</summary>
/// <param name="UserName">Who makes it; keys of different users do not meet.</param>
/// <param name="Key">The key that the client gave it.</param>
/// <param name="Subject">What it is: method and address.</param>
/// <param name="Id">Tells attempts apart.</param>
public sealed record RequestTurn(string UserName, string Key, string Subject, Guid Id);

/// <summary>A request that was begun before.</summary>
/// <param name="Subject">What it is.</param>
/// <param name="Answer">What it was answered; null while it is carried out.</param>
public sealed record KnownRequest(string Subject, KeptAnswer? Answer);

/// <summary>An answer that is given again.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The media type; null without a body.</param>
/// <param name="Body">The body; null where it was too long to keep.</param>
public sealed record KeptAnswer(int Status, string? ContentType, ReadOnlyMemory<byte>? Body);
