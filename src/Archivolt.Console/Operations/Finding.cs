using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Operations;

/// <summary>What a health check found of one thing, with what to do about it.</summary>
/// <param name="What">The thing, such as <c>database</c> or <c>provider default</c>.</param>
/// <param name="Text">A sentence, or <see cref="Ok"/>.</param>
internal sealed record Finding(string What, string Text)
{
    /// <summary>Nothing is wrong.</summary>
    public const string Ok = "ok";

    /// <summary>What is wrong; null for nothing.</summary>
    public string? Problem => Text == Ok ? null : Text;

    /// <summary>What to do about it; null where nobody can say.</summary>
    public string? Advice => Problem is null ? null : What.Split(' ')[0] switch
    {
        "database" => Phrase.Of("Check that the database runs and that its disk has room. The server tries again by itself."),
        "provider" => Phrase.Of($"Its content cannot be read or written meanwhile. “archivolt providers check {What.Split(' ')[^1]}” says what to change."),
        "content" => Phrase.Of("List the damaged blobs with “archivolt quarantine list”. Restore their files from a mirror or a backup, then release them."),
        "providers" => Phrase.Of("Documents name a provider that is not configured. Add it to the configuration again."),
        "audit" => Phrase.Of("Downloads are recorded once the database takes changes again."),
        _ => null,
    };
}
