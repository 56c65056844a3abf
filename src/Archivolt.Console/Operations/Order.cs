using Microsoft.AspNetCore.Http;

namespace Archivolt.WebConsole.Operations;

/// <summary>What an administrator asks for by a button.</summary>
internal static class Order
{
    /// <summary>Gives it and leads to the page that says so (303); a refusal is said on the page that gave it.</summary>
    /// <param name="give">Gives the order.</param>
    /// <param name="done">Address of the page that says so.</param>
    /// <param name="refused">Makes the page with the refusal.</param>
    public static async Task<IResult> GiveAsync(Func<Task> give, string done, Func<Refusal, Task<IResult>> refused)
    {
        Refusal? refusal;
        try
        {
            await give();
            return new SeeOther(done);
        }
        catch (Exception exception) when (Refusal.Is(exception, out refusal))
        {
        }
        return await refused(refusal);
    }
}
