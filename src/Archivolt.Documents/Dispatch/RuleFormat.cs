using Archivolt.Blobs;

namespace Archivolt.Documents.Dispatch;

/// <summary>A way in which dispatch rules are written. Added by packages; JSON is built in.</summary>
/// <param name="Begins">The first character of such a text, such as <c>&lt;</c>.</param>
/// <param name="Read">
/// Reads the rules of a text; the second argument is what messages call it. Throws <see cref="BlobException"/> with
/// <see cref="BlobError.Configuration"/>.
/// </param>
public sealed record RuleFormat(char Begins, Func<string, string, IReadOnlyList<DispatchRule>> Read);
