using Archivolt.AspNetCore.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.WebConsole.Account;

/// <summary>Shows a refusal in the form that was refused. Passwords are entered anew.</summary>
/// <param name="form">The form.</param>
internal sealed class RefusedForms(AccountForm form) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (RequestException refusal)
        {
            var http = context.HttpContext;
            var label = (await FormFields.ReadAsync(http))[TokenEndpoints.LabelField].ToString();
            var facts = http.RequestServices.GetRequiredService<AccountFacts>();
            return new AccountPage(await facts.OfAsync(http), new RefusedForm(form, refusal.Message, refusal.Status, label));
        }
    }
}
