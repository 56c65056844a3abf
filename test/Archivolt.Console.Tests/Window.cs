using Archivolt.AspNetCore.Tests;
using Microsoft.Playwright;

namespace Archivolt.WebConsole.Tests;

/// <summary>A browser's window, which notes what no page of the console may do.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly List<string> _offences = [];

    public Window(IPage page, Uri server)
    {
        Page = page;
        page.PageError += (_, error) => Note(error);
        page.Dialog += (_, dialog) =>
        {
            Note($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(server.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal))
                Note(request.Url);
        };
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
                Note(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>Dialogs, errors of scripts, requests to other servers, and what the policy refused.</summary>
    public IReadOnlyList<string> Offences
    {
        get
        {
            lock (_offences)
                return [.. _offences];
        }
    }

    public async Task SignInAsync(string url = "/")
    {
        await Page.GotoAsync(url);
        await Page.FillAsync("#name", RunningServer.Admin);
        await Page.FillAsync("#password", RunningServer.AdminPassword);
        await Page.ClickAsync("button[type=submit]");
        await Page.WaitForSelectorAsync(".account");
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();

    private void Note(string offence)
    {
        lock (_offences)
            _offences.Add(offence);
    }
}
