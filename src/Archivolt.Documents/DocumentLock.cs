namespace Archivolt.Documents;

/// <summary>Keeps everybody but its owner, and administrators, from changing a document.</summary>
/// <param name="Owner">Name of the user who locked the document.</param>
/// <param name="Created">When it was locked.</param>
public sealed record DocumentLock(string Owner, DateTimeOffset Created);
