using System.Text.RegularExpressions;
using Archivolt.Blobs;

namespace Archivolt.Rclone;

/// <summary>What failures mean. rclone tells nothing but 404 apart, so its words have to.</summary>
internal static partial class RcloneFailure
{
    private const int LongestText = 300;

    // The first that fits. What fits none is taken for a passing fault: nothing in a text says that content is lost.
    private static readonly (BlobError Error, string[] Words)[] Meanings =
    [
        (BlobError.Configuration,
            ["didn't find section in config file", "didn't find backend", "couldn't find backend", "failed to read private key file", "failed to parse private key", "failed to load", "unsupported protocol scheme"]),
        (BlobError.PermissionDenied, ["knownhosts:", "ssh-agent", "no supported methods remain"]),
        (BlobError.NoSpace, ["no space left", "quota", "insufficient storage", "507 ", "storage full", "storage limit", "disk full"]),
        (BlobError.ReadOnly, ["read-only file system", "readonly file system"]),
        (BlobError.PermissionDenied,
            ["unable to authenticate", "authorization failed", "authentication failed", "401 ", "403 ", "unauthorized", "forbidden", "permission denied", "access denied", "accessdenied", "530 "]),
        (BlobError.TooLarge, ["413 ", "too large"]),
        (BlobError.Timeout, ["timeout", "deadline exceeded", "timed out"]),
        (BlobError.Unsupported, ["not implemented", "not supported", "501 "]),
    ];

    /// <summary>The failure as the store reports it.</summary>
    public static BlobException ToBlobException(Exception exception, string store, string? key)
    {
        var (error, message) = exception switch
        {
            RcloneException refused => OfAnswer(refused),
            OperationCanceledException or TimeoutException => (BlobError.Timeout, "rclone did not answer in time."),
            HttpRequestException or IOException => (BlobError.Unavailable, $"rclone cannot be reached, or the connection broke: {Innermost(exception).Message}"),
            _ => (BlobError.Unavailable, $"rclone gave an answer that cannot be read: {exception.Message}"),
        };
        return new BlobException(error, message, store, key, exception);
    }

    /// <summary>What rclone said, without what may be a secret in an address, and not longer than people read.</summary>
    public static string Cleaned(string text)
    {
        var clean = Query().Replace(UserInfo().Replace(text, "://"), "${address}?…").ReplaceLineEndings(" ").Trim();
        return clean.Length <= LongestText ? clean : string.Concat(clean.AsSpan(0, LongestText), "…");
    }

    private static (BlobError, string) OfAnswer(RcloneException refused) => refused switch
    {
        { Status: 401 } => (BlobError.PermissionDenied, "rclone refused the user or the password: check the settings User and Password."),
        { Status: 403 } => (BlobError.PermissionDenied, "rclone serves this only to who signs in: start it with a user and a password."),
        { IsNoFolder: true } => (BlobError.Unavailable, "The place of the store is not there."),
        { Status: 404 } => (BlobError.Configuration, $"Nothing of rclone answers at this address ({refused.Message}): check the setting Address, and start rclone with --rc-serve."),
        _ => OfText(refused.Message),
    };

    private static (BlobError, string) OfText(string text)
    {
        var error = Meanings.FirstOrDefault(meaning => meaning.Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))) is { Words: not null } found ? found.Error : BlobError.Unavailable;
        return (error, error switch
        {
            BlobError.Configuration when text.Contains("section in config file", StringComparison.Ordinal) => $"rclone's configuration has no such remote; see 'rclone listremotes', and check the settings Remote and ConfigFile: {text}",
            BlobError.Configuration when text.Contains("find backend", StringComparison.Ordinal) => $"rclone has no such back end; see 'rclone help backends', and check the setting Backend: {text}",
            BlobError.Configuration => $"rclone cannot use the settings of this place; check Settings, and the files that they name: {text}",
            BlobError.NoSpace => $"The server has no room left, or the quota is reached: {text}",
            BlobError.PermissionDenied when text.Contains("knownhosts:", StringComparison.Ordinal) => $"The server showed a host key that known_hosts_file does not have, so that it may be another server: {text}",
            BlobError.PermissionDenied when text.Contains("ssh-agent", StringComparison.Ordinal) => $"Nothing to sign in with: set user with pass or key_file: {text}",
            BlobError.PermissionDenied => $"The server refused access; check user, password or key, and what the account may do: {text}",
            _ => $"The server failed or could not be reached: {text}",
        });
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }

    [GeneratedRegex(@"://[^/\s""]*@", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"(?<address>\w+://[^\s""?]*)\?[^\s""]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Query();
}
