namespace Archivolt.Documents;

/// <summary>
/// What the audit log is to say about a change of a document. <see cref="IDocumentStore"/> writes it in the transaction of the change, with the
/// document as it is stored then, so that neither is stored without the other.
/// </summary>
/// <param name="EventId">What happened, such as <c>documentCreated</c>.</param>
/// <param name="PrincipalName">Who did it.</param>
/// <param name="Comment">A short text for people, such as the path of the blob that changed.</param>
/// <param name="Extended">Further facts; null for none.</param>
public sealed record ChangeNote(string EventId, string PrincipalName, string? Comment = null, IReadOnlyDictionary<string, string>? Extended = null);
