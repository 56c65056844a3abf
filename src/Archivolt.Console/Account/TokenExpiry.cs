using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Account;

/// <summary>When a token stops working, in words.</summary>
internal static class TokenExpiry
{
    public static Html Of(AccessToken token, DateTimeOffset now) => token.Expires is not { } end ? Html.Of($"<span>{Phrase.Of("never")}</span>")
        : end <= now ? Html.Of($"""<span class="over">{Phrase.Markup($"expired {Shown.Time(end)}")}</span>""")
        : Shown.Time(end);
}
