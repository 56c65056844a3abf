namespace Archivolt.Documents.Editing;

/// <summary>The platform's default life cycle of documents.</summary>
public static class LifeCycle
{
    /// <summary>The state of a document in the trash of the platform's older versions.</summary>
    public const string Deleted = "deleted";

    private static readonly (string Transition, string[] From, string To)[] Transitions =
    [
        ("approve", ["project"], "approved"),
        ("obsolete", ["approved"], "obsolete"),
        ("backToProject", ["approved", "obsolete", Deleted], "project"),
        ("delete", ["project", "approved", "obsolete"], Deleted),
        ("undelete", [Deleted], "project"),
    ];

    /// <summary>The state that a transition leads to.</summary>
    /// <exception cref="DocumentException"><see cref="DocumentError.Invalid"/>: there is no such transition from the state.</exception>
    public static string Follow(string state, string transition) =>
        Array.Find(Transitions, known => known.Transition == transition && known.From.Contains(state)) is { To: { } to }
            ? to
            : throw new DocumentException(DocumentError.Invalid, $"No transition '{transition}' leads on from the state '{state}'.");
}
