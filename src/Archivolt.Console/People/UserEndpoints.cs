using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.AspNetCore.Users;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Account;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.People;

/// <summary>Lists, creates, changes and deletes users.</summary>
internal sealed class UserEndpoints(IUserStore users, IGroupStore groups, TimeProvider clock)
{
    private const int MostSuggestions = 100;

    public void Map(IEndpointRouteBuilder people)
    {
        people.MapGet(PeopleUrl.Users, ListAsync);
        people.MapGet(PeopleUrl.NewUser, (Delegate)((HttpContext context) => NewAsync(context, UserForm.Of(null), new Outcome(null))));
        people.MapPost(PeopleUrl.NewUser, (Delegate)CreateAsync)
            .AddEndpointFilter(new RefusedPeople(async (context, why) => await NewAsync(context, UserForm.Sent(await FormFields.ReadAsync(context)), why))).AddEndpointFilter(StoreErrors.InvokeAsync);
        people.MapGet(PeopleUrl.User, (string? done, HttpContext context) => ShowAsync(context, new Outcome(PeopleNotice.Of(done))));
        MapForm("/details", SaveAsync);
        MapForm("/password", SetPasswordAsync);
        MapForm("/groups", (context, user, fields) => SetGroupAsync(context, user, fields, isIn: true));
        MapForm("/groups/removal", (context, user, fields) => SetGroupAsync(context, user, fields, isIn: false));
        MapForm("/sessions/end", EndSessionsAsync);
        people.MapGet(PeopleUrl.User + "/revocation", (Delegate)AskRevocationAsync);
        MapForm("/revocation", RevokeAsync);
        people.MapGet(PeopleUrl.User + "/deletion", (Delegate)AskDeletionAsync);
        MapForm("/deletion", DeleteAsync);

        void MapForm(string action, Func<HttpContext, User, IFormCollection, Task<IResult>> actAsync) => people
            .MapPost(PeopleUrl.User + action, (Delegate)(async (HttpContext context) => await actAsync(context, await FindAsync(context), await FormFields.ReadAsync(context))))
            .AddEndpointFilter(new RefusedPeople(ShowAsync)).AddEndpointFilter(StoreErrors.InvokeAsync);
    }

    private async Task<IResult> ListAsync(string? done, HttpContext context)
    {
        var list = PeopleList.Of(context.Request);
        var found = users.ListAsync(context.RequestAborted)
            .Where(user => list.Fits([user.Name, $"{user.Details.GetValueOrDefault("firstName")} {user.Details.GetValueOrDefault("lastName")}", user.Details.GetValueOrDefault("email") ?? ""]));
        return new UsersPage(list, await found.Skip(list.Offset).Take(PeopleList.PageSize + 1).ToListAsync(context.RequestAborted), PeopleNotice.Of(done));
    }

    private async Task<IResult> NewAsync(HttpContext context, UserForm form, Outcome outcome) => new NewUserPage(form, await SuggestionsAsync(context), outcome);

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var fields = await FormFields.ReadAsync(context);
        var form = UserForm.Sent(fields);
        var password = NewPassword.In(fields, UserForm.PasswordField);
        string[] group = form.Group.Length == 0 ? [] : [await ExistingGroupAsync(form.Group, context)];
        var user = await users.CreateAsync(form.Name, password, group, form.Details, context.ActingPrincipal(), context.RequestAborted);
        return Done(user.Name, PeopleNotice.UserCreated);
    }

    private async Task<IResult> ShowAsync(HttpContext context, Outcome outcome)
    {
        var user = await FindAsync(context);
        var form = HttpMethods.IsPost(context.Request.Method) ? UserForm.Sent(await FormFields.ReadAsync(context), user) : UserForm.Of(user);
        var tokens = await users.ListTokensAsync(user.Name, context.RequestAborted);
        return new UserPage(user, form, [.. tokens.Reverse()], await SuggestionsAsync(context), clock.GetUtcNow(), outcome);
    }

    private async Task<IResult> SaveAsync(HttpContext context, User user, IFormCollection fields)
    {
        await users.UpdateAsync(user.Name, groups: null, UserForm.Sent(fields, user).Details, context.ActingPrincipal(), context.RequestAborted);
        return Done(user.Name, PeopleNotice.DetailsSaved);
    }

    private async Task<IResult> SetPasswordAsync(HttpContext context, User user, IFormCollection fields)
    {
        await users.SetPasswordAsync(user.Name, NewPassword.In(fields, UserForm.PasswordField), context.ActingPrincipal(), context.RequestAborted);
        return Done(user.Name, PeopleNotice.PasswordSet);
    }

    private async Task<IResult> SetGroupAsync(HttpContext context, User user, IFormCollection fields, bool isIn)
    {
        var name = fields[UserForm.GroupField].ToString().Trim();
        if (isIn)
            name = await ExistingGroupAsync(name, context);
        await users.SetMembershipAsync(user.Name, name, isIn, context.ActingPrincipal(), context.RequestAborted);
        return Done(user.Name, isIn ? PeopleNotice.MemberAdded : PeopleNotice.MemberRemoved);
    }

    private async Task<IResult> EndSessionsAsync(HttpContext context, User user, IFormCollection fields)
    {
        foreach (var token in (await users.ListTokensAsync(user.Name, context.RequestAborted)).Where(token => token.IsSession))
            await users.RevokeTokenAsync(token.Id, context.ActingPrincipal(), CancellationToken.None);
        return Done(user.Name, PeopleNotice.SessionsEnded);
    }

    private async Task<IResult> AskRevocationAsync(HttpContext context)
    {
        var user = await FindAsync(context);
        var token = await TokenAsync(context, user);
        return new QuestionPage(new Question(Phrase.Of("Revoke a token?"), ConsoleUrl.People, Phrase.Markup($"Revoke “{Shown.Name(AccountPage.NameOf(token))}” of {Shown.Name(user.Name)}?"),
            Html.Of($"<p>{Phrase.Of("Whatever uses this token is refused from then on. Nobody can take that back; a new token has another secret.")}</p>"),
            $"{PeopleUrl.OfUser(user.Name, "/revocation")}&id={Uri.EscapeDataString(token.Id)}", Phrase.Of("Revoke"), PeopleUrl.OfUser(user.Name), Phrase.Of("Keep it"))
        { Call = ("DELETE", $"management/tokens/{token.Id}") });
    }

    private async Task<IResult> RevokeAsync(HttpContext context, User user, IFormCollection fields)
    {
        await users.RevokeTokenAsync((await TokenAsync(context, user)).Id, context.ActingPrincipal(), context.RequestAborted);
        return Done(user.Name, PeopleNotice.TokenRevoked);
    }

    private async Task<IResult> AskDeletionAsync(HttpContext context)
    {
        var user = await FindAsync(context);
        var tokens = await users.ListTokensAsync(user.Name, context.RequestAborted);
        return new QuestionPage(new Question(Phrase.Of("Delete a user?"), ConsoleUrl.People, Phrase.Markup($"Delete the user {Shown.Name(user.Name)}?"),
            Html.Of($"""
                <p>{Phrase.Of($"With the user go {Phrase.Count(tokens.Count(token => !token.IsSession), "{0} token", "{0} tokens")} and {Phrase.Count(tokens.Count(token => token.IsSession), "{0} session", "{0} sessions")}: whatever uses them is refused from then on. The user leaves {Phrase.Count(user.Groups.Count, "{0} group", "{0} groups")}.")}</p>
                <p>{Phrase.Of("Documents stay, and so do locks, the audit, and permissions that name the user. Whoever is given the same name later has those permissions.")}</p>
                """),
            PeopleUrl.OfUser(user.Name, "/deletion"), Phrase.Of("Delete"), PeopleUrl.OfUser(user.Name), Phrase.Of("Keep the user"))
        { Call = ("DELETE", $"user/{Uri.EscapeDataString(user.Name)}") });
    }

    private async Task<IResult> DeleteAsync(HttpContext context, User user, IFormCollection fields)
    {
        await users.DeleteAsync(user.Name, context.ActingPrincipal(), context.RequestAborted);
        return new SeeOther($"{PeopleUrl.Users}?done={PeopleNotice.UserDeleted}");
    }

    private async Task<User> FindAsync(HttpContext context)
    {
        var name = context.Request.Query["name"].ToString();
        return await users.FindAsync(name, context.RequestAborted) ?? throw RequestException.NotFound(Phrase.Of($"There is no user '{name}'."));
    }

    private async Task<AccessToken> TokenAsync(HttpContext context, User user) =>
        (await users.ListTokensAsync(user.Name, context.RequestAborted)).FirstOrDefault(token => token.Id == context.Request.Query["id"])
        ?? throw RequestException.NotFound(Phrase.Of("The user has no such token; it may be revoked already."));

    private async Task<string> ExistingGroupAsync(string name, HttpContext context) =>
        name.Length > 0 && await groups.FindAsync(name, context.RequestAborted) is not null ? name
        : throw RequestException.BadRequest(Phrase.Of($"There is no group '{name}'; create it first."));

    private async Task<IReadOnlyList<string>> SuggestionsAsync(HttpContext context) => [.. (await groups.SearchAsync("", MostSuggestions, context.RequestAborted)).Select(group => group.Name)];

    private static SeeOther Done(string name, string what) => new($"{PeopleUrl.OfUser(name)}&done={what}");
}
