using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Security;
using Archivolt.AspNetCore.Users;
using Archivolt.Documents.Access;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Documents;
using Archivolt.WebConsole.Languages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.WebConsole.People;

/// <summary>Lists, creates, changes and deletes groups.</summary>
internal sealed class GroupEndpoints(IGroupStore groups, IUserStore users)
{
    public const string NameField = "group";
    public const string TitleField = "title";
    public const string MemberField = "member";

    public void Map(IEndpointRouteBuilder people)
    {
        people.MapGet(PeopleUrl.Groups, ListAsync);
        people.MapGet(PeopleUrl.NewGroup, () => new NewGroupPage("", "", new Outcome(null)));
        people.MapPost(PeopleUrl.NewGroup, (Delegate)CreateAsync).AddEndpointFilter(new RefusedPeople(NewAsync)).AddEndpointFilter(StoreErrors.InvokeAsync);
        people.MapGet(PeopleUrl.Group, (string? done, HttpContext context) => ShowAsync(context, new Outcome(PeopleNotice.Of(done))));
        MapForm("/title", SaveAsync);
        MapForm("/users", (context, group, name) => SetUserAsync(context, group, name, isIn: true));
        MapForm("/users/removal", (context, group, name) => SetUserAsync(context, group, name, isIn: false));
        MapForm("/groups", AddGroupAsync);
        MapForm("/groups/removal", RemoveGroupAsync);
        people.MapGet(PeopleUrl.Group + "/deletion", (Delegate)AskDeletionAsync);
        MapForm("/deletion", DeleteAsync);

        void MapForm(string action, Func<HttpContext, Group, string, Task<IResult>> actAsync) => people
            .MapPost(PeopleUrl.Group + action, (Delegate)(async (HttpContext context) => await actAsync(context, await FindAsync(context), (await FormFields.ReadAsync(context))[MemberField].ToString().Trim())))
            .AddEndpointFilter(new RefusedPeople(ShowAsync)).AddEndpointFilter(StoreErrors.InvokeAsync);
    }

    private async Task<IResult> ListAsync(string? done, HttpContext context)
    {
        var list = PeopleList.Of(context.Request);
        var found = await groups.SearchAsync(list.Text, list.Offset + PeopleList.PageSize + 1, context.RequestAborted);
        return new GroupsPage(list, [.. found.Skip(list.Offset)], PeopleNotice.Of(done));
    }

    private static async Task<IResult> NewAsync(HttpContext context, Outcome outcome)
    {
        var fields = await FormFields.ReadAsync(context);
        return new NewGroupPage(fields[NameField].ToString(), fields[TitleField].ToString(), outcome);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var fields = await FormFields.ReadAsync(context);
        var (name, title) = (fields[NameField].ToString().Trim(), fields[TitleField].ToString().Trim());
        var group = await groups.CreateAsync(new Group(name, title.Length == 0 ? name : title), context.ActingPrincipal(), context.RequestAborted);
        return Done(group.Name, PeopleNotice.GroupCreated);
    }

    private async Task<IResult> ShowAsync(HttpContext context, Outcome outcome) => new GroupPage(await FindAsync(context), PeopleList.Of(context.Request), outcome);

    private async Task<IResult> SaveAsync(HttpContext context, Group group, string member)
    {
        var title = (await FormFields.ReadAsync(context))[TitleField].ToString().Trim();
        await groups.UpdateAsync(group.Name, title.Length == 0 ? group.Name : title, by: context.ActingPrincipal(), cancellationToken: context.RequestAborted);
        return Done(group.Name, PeopleNotice.GroupSaved);
    }

    // On the user: of two who add somebody at the same time, neither takes back what the other did.
    private async Task<IResult> SetUserAsync(HttpContext context, Group group, string name, bool isIn)
    {
        var user = await users.FindAsync(name, context.RequestAborted) ?? throw RequestException.BadRequest(Phrase.Of($"There is no user '{name}'."));
        await users.SetMembershipAsync(user.Name, group.Name, isIn, context.ActingPrincipal(), context.RequestAborted);
        return await groups.FindAsync(group.Name, context.RequestAborted) is null
            ? new SeeOther(PeopleUrl.Groups)
            : Done(group.Name, isIn ? PeopleNotice.MemberAdded : PeopleNotice.MemberRemoved);
    }

    private async Task<IResult> AddGroupAsync(HttpContext context, Group group, string name)
    {
        if (name == group.Name)
            throw RequestException.BadRequest(Phrase.Of("A group is not put into itself."));
        if (name.Length == 0 || await groups.FindAsync(name, context.RequestAborted) is null)
            throw RequestException.BadRequest(Phrase.Of($"There is no group '{name}'; create it first."));
        await groups.SetSubgroupAsync(group.Name, name, isIn: true, context.ActingPrincipal(), context.RequestAborted);
        return Done(group.Name, PeopleNotice.MemberAdded);
    }

    private async Task<IResult> RemoveGroupAsync(HttpContext context, Group group, string name)
    {
        if (name.Length > 0)
            await groups.SetSubgroupAsync(group.Name, name, isIn: false, context.ActingPrincipal(), context.RequestAborted);
        return Done(group.Name, PeopleNotice.MemberRemoved);
    }

    private async Task<IResult> AskDeletionAsync(HttpContext context)
    {
        var group = await FindAsync(context);
        return new QuestionPage(new Question(Phrase.Of("Delete a group?"), ConsoleUrl.People, Phrase.Markup($"Delete the group {Shown.Name(group.Name)}?"),
            Html.Of($"""
                <p>{Phrase.Of($"{Phrase.Count(group.Users.Count, "{0} user", "{0} users")} and {Phrase.Count(group.Groups.Count, "{0} group", "{0} groups")} in it stay, and lose what it let them do.")}</p>
                <p>{Phrase.Of("Permissions that name the group stay too. Whoever is in a group that is given the same name later has them.")}</p>
                """),
            PeopleUrl.OfGroup(group.Name, "/deletion"), Phrase.Of("Delete"), PeopleUrl.OfGroup(group.Name), Phrase.Of("Keep the group"))
        { Call = ("DELETE", $"group/{Uri.EscapeDataString(group.Name)}") });
    }

    private async Task<IResult> DeleteAsync(HttpContext context, Group group, string member)
    {
        await groups.DeleteAsync(group.Name, context.ActingPrincipal(), context.RequestAborted);
        return new SeeOther($"{PeopleUrl.Groups}?done={PeopleNotice.GroupDeleted}");
    }

    private async Task<Group> FindAsync(HttpContext context)
    {
        var name = context.Request.Query["name"].ToString();
        return await groups.FindAsync(name, context.RequestAborted) ?? throw RequestException.NotFound(Phrase.Of($"There is no group '{name}'."));
    }

    private static SeeOther Done(string name, string what) => new($"{PeopleUrl.OfGroup(name)}&done={what}");
}
