using System.Net.Sockets;

namespace Archivolt.Server;

/// <summary>Why the server did not start, as one sentence.</summary>
internal static class StartFailure
{
    public static string Explain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }:
                    return $"{Sentence(exception)} Another program uses this port: choose one with --urls http://127.0.0.1:PORT.";
                case FormatException when cause.Message.StartsWith("Invalid url", StringComparison.Ordinal):
                    return $"{Sentence(cause)} Write an address like {ArchivoltHost.DefaultUrl}.";
                case UnauthorizedAccessException:
                    return $"{Sentence(cause)} Give the server's user access to it, or choose another data path with --data.";
                case InvalidDataException:
                    return $"{Sentence(cause)} {Sentence(cause.InnerException)}".TrimEnd();
            }
        }
        return Sentence(exception);
    }

    private static string Sentence(Exception? exception)
    {
        var text = exception?.Message.ReplaceLineEndings(" ").Trim() ?? "";
        // A store is named behind the sentence, in brackets.
        return text.Length == 0 || text[^1] is '.' or '!' or '?' || (text[^1] == ')' && text.Contains(". (", StringComparison.Ordinal)) ? text : text + ".";
    }
}
