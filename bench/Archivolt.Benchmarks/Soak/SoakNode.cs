namespace Archivolt.Soak;

/// <summary>A server of the soak.</summary>
/// <param name="Client">A client that is signed in, with the server's address.</param>
/// <param name="Kill">Ends it as a power cut of its machine would.</param>
public sealed record SoakNode(HttpClient Client, Func<Task> Kill);
