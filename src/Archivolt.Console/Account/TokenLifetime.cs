using Archivolt.AspNetCore.Errors;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Account;

/// <summary>How long a token may be made to last.</summary>
/// <param name="Name">Its name in the form.</param>
/// <param name="Length">The time; null without an end.</param>
internal sealed record TokenLifetime(string Name, TimeSpan? Length)
{
    /// <summary>What is chosen unless somebody chooses otherwise.</summary>
    public static readonly TokenLifetime Usual = Days(90);

    public static readonly IReadOnlyList<TokenLifetime> All = [Days(7), Days(30), Usual, Days(365), new("never", null)];

    /// <summary>What people read.</summary>
    public string Text => Length is { } length ? Phrase.Of($"In {(long)length.TotalDays} days") : Phrase.Of("Never");

    /// <summary>The one of a name.</summary>
    /// <exception cref="RequestException">400: there is none.</exception>
    public static TokenLifetime Of(string name) => All.FirstOrDefault(lifetime => lifetime.Name == name)
        ?? throw RequestException.BadRequest(Phrase.Of("Choose when the token expires."));

    private static TokenLifetime Days(int days) => new($"{days}", TimeSpan.FromDays(days));
}
