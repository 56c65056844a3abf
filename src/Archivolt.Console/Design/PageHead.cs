using System.Buffers.Text;
using System.Security.Cryptography;
using Archivolt.WebConsole.Assets;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Design;

/// <summary>What every page begins with.</summary>
internal static class PageHead
{
    /// <summary>A word that only this answer knows, by which a browser tells the page's own scripts from those of others.</summary>
    public static string NewNonce() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>The document type, the root element and the head.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="nonce">The page's nonce.</param>
    /// <param name="more">Further styles, and the scripts.</param>
    public static Html Of(string title, string nonce, Html more) => Html.Of(
        $"""
        <!DOCTYPE html>
        <html lang="{Language.Current.Tag}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{Shown.Plain(title)} · Archivolt</title>
        <link rel="icon" type="image/svg+xml" href="{Asset.UrlOf("icon.svg")}">
        <link rel="stylesheet" href="{Asset.UrlOf("console.css")}" nonce="{nonce}">
        {(Language.Current == Language.English ? Html.None : Script($"phrases.{Language.Current.Tag}.js", nonce))}{Script("phrases.js", nonce)}
        {more}
        </head>
        """);

    /// <summary>One of the console's own scripts.</summary>
    public static Html Script(string name, string nonce) => Html.Of($"""<script src="{Asset.UrlOf(name)}" nonce="{nonce}" defer></script>""");
}
