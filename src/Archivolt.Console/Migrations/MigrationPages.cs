using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.Layers.Migration;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;
using Archivolt.WebConsole.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.Migrations;

/// <summary>Shows the migrations of providers, and takes what an administrator asks of one.</summary>
internal sealed class MigrationPages(MigrationsView view, ProviderMigrations migrations)
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(ConsoleUrl.Migrations, (string? done, MigrationPages self, CancellationToken token) => self.ShowAsync(done, refusal: null, token));
        pages.MapGet(ConsoleUrl.Migrations + "/{provider}/{action}", (string provider, string action, MigrationPages self, CancellationToken token) =>
            self.AskAsync(provider, ActionOf(action), token));
        pages.MapPost(ConsoleUrl.Migrations + "/{provider}/{action}", (string provider, string action, HttpContext context, MigrationPages self) =>
            self.OrderAsync(provider, ActionOf(action), context));
    }

    /// <summary>Address of an order; asked first where it is hard to take back.</summary>
    public static string UrlOf(string provider, MigrationAction action) => $"{ConsoleUrl.Migrations}/{Uri.EscapeDataString(provider)}/{MigrationText.NameOf(action)}";

    private async Task<IResult> ShowAsync(string? done, Refusal? refusal, CancellationToken cancellationToken) =>
        new MigrationsPage(await view.LookAsync(cancellationToken)) { Notice = MigrationText.NoticeOf(done), Refusal = refusal };

    private async Task<IResult> AskAsync(string provider, MigrationAction action, CancellationToken cancellationToken)
    {
        await migrations.FindAsync(provider, cancellationToken);
        if (MigrationText.QuestionOf(action, provider) is not { } question)
            return new SeeOther(ConsoleUrl.Migrations);
        return new QuestionPage(new Question($"{question.Yes} · {provider}", ConsoleUrl.Operations, question.Heading, Html.Of($"<p>{question.Text}</p>"),
            UrlOf(provider, action), question.Yes, ConsoleUrl.Migrations, Phrase.Of("Leave it as it is"))
        {
            Call = ("POST", $"management/migrations/{Uri.EscapeDataString(provider)}/{MigrationText.NameOf(action)}"),
        });
    }

    private Task<IResult> OrderAsync(string provider, MigrationAction action, HttpContext context) => Order.GiveAsync(
        () => migrations.AskAsync(provider, action, context.ActingPrincipal().Name, context.RequestAborted),
        $"{ConsoleUrl.Migrations}?done={MigrationText.NameOf(action)}", refusal => ShowAsync(done: null, refusal, context.RequestAborted));

    private static MigrationAction ActionOf(string name) => MigrationText.ActionOf(name) ?? throw RequestException.NotFound(Phrase.Of("There is no such order for a migration."));
}
