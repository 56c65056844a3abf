using System.Diagnostics.CodeAnalysis;

namespace Archivolt.WebConsole;

/// <summary>The addresses of the pages.</summary>
internal static class ConsoleUrl
{
    public const string Root = "/console";
    public const string Documents = Root + "/documents";
    public const string Operations = Root + "/operations";
    public const string Jobs = Operations + "/jobs";
    public const string Providers = Operations + "/providers";
    public const string Rules = Operations + "/rules";
    public const string Moves = Operations + "/moves";
    public const string Migrations = Operations + "/migrations";
    public const string Uploads = Operations + "/uploads";
    public const string Live = Operations + "/live";
    public const string Condemned = Operations + "/condemned";
    public const string Quarantine = Operations + "/quarantine";
    public const string Audit = Operations + "/audit";
    public const string People = Root + "/people";
    public const string Api = Root + "/api";
    public const string Account = Root + "/account";
    public const string Assets = Root + "/assets";
    public const string SignIn = Root + "/sign-in";
    public const string ProviderSignIn = SignIn + "/provider";
    public const string SignOut = Root + "/sign-out";
    public const string Open = Root + "/open";
    public const string Search = Root + "/search";
    public const string Folders = Root + "/folders";
    public const string Deletions = Root + "/deletions";
    public const string Edits = Root + "/edits";
    public const string Names = Root + "/names";
    public const string Permissions = Root + "/permissions";
    public const string Records = Root + "/records";
    public const string Cold = Root + "/cold";
    public const string Selection = Root + "/selection";
    public const string Trash = Root + "/trash";
    public const string Files = Root + "/files";
    public const string Pdf = Root + "/pdf";
    public const string Links = Root + "/links";
    public const string Versions = Root + "/versions";

    /// <summary>The page of a document or folder.</summary>
    /// <param name="path">Its path.</param>
    public static string OfDocument(string path) => path == "/" ? Documents : Documents + string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>True for an address that stays on this server's pages.</summary>
    public static bool IsOwn([NotNullWhen(true)] string? url) => (url == "/" || url == Root || url?.StartsWith(Root + "/", StringComparison.Ordinal) is true) && IsPlain(url);

    /// <summary>True for an address without anything that browsers read in ways of their own.</summary>
    public static bool IsPlain([NotNullWhen(true)] string? url) =>
        url is not null && !url.Contains('\\', StringComparison.Ordinal) && url.All(character => character is > ' ' and < '\x7f');
}
