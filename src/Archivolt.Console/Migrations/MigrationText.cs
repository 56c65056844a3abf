using Archivolt.Layers.Migration;
using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Migrations;

/// <summary>Phases of migrations, and what is asked of them, in words.</summary>
internal static class MigrationText
{
    /// <summary>The name of an order in addresses, as the REST API calls it.</summary>
    public static string NameOf(MigrationAction action) => action.ToString().ToLowerInvariant();

    /// <summary>The order of a name; null where there is none.</summary>
    public static MigrationAction? ActionOf(string name) =>
        Enum.GetValues<MigrationAction>().Where(action => NameOf(action) == name).Select(action => (MigrationAction?)action).FirstOrDefault();

    /// <summary>What a button says.</summary>
    public static string Of(MigrationAction action, MigrationPhase phase) => Phrase.Of(action switch
    {
        MigrationAction.Start when phase is MigrationPhase.RolledBack or MigrationPhase.Purged => "Start again",
        MigrationAction.Start => "Start to copy",
        MigrationAction.Pause => "Pause",
        MigrationAction.Resume => "Go on",
        MigrationAction.Verify => "Read every copy again",
        MigrationAction.Rollback => "Go back to the old store",
        _ => "Empty the old store",
    });

    /// <summary>Where a migration is.</summary>
    public static string Of(MigrationPhase phase) => Phrase.Of(phase switch
    {
        MigrationPhase.NotStarted => "Not started: new content goes to the new store, and both are read.",
        MigrationPhase.Copying => "Everything in the old store is being copied.",
        MigrationPhase.Verifying => "Every copy is being read again.",
        MigrationPhase.Verified => "Every copy was read twice and is right. Empty the old store, or go back to it.",
        MigrationPhase.RollingBack => "What was written to the new store is being copied to the old one, which takes all writes.",
        MigrationPhase.RolledBack => "Everything is in the old store. Configure it as the provider's own again.",
        MigrationPhase.Purging => "The old store is being emptied, each blob after its copy was read once more. There is no way back.",
        _ => "The old store is empty. Remove MigrateFrom from the provider's settings and start the servers again.",
    });

    /// <summary>What makes sense now, the usual next step first.</summary>
    public static IReadOnlyList<MigrationAction> Sensible(MigrationStatus status) => status switch
    {
        { IsWorking: true, IsHalted: false, IsPaused: false } => [MigrationAction.Pause],
        { IsWorking: true } => status.Phase is MigrationPhase.Copying or MigrationPhase.Verifying ? [MigrationAction.Resume, MigrationAction.Rollback] : [MigrationAction.Resume],
        { Phase: MigrationPhase.Verified } => [MigrationAction.Purge, MigrationAction.Verify, MigrationAction.Rollback],
        { Phase: MigrationPhase.NotStarted } => [MigrationAction.Start, MigrationAction.Rollback],
        _ => [MigrationAction.Start],
    };

    /// <summary>The question before an order that is hard to take back; null for the others.</summary>
    public static (Html Heading, string Text, string Yes)? QuestionOf(MigrationAction action, string provider) => action switch
    {
        MigrationAction.Purge => (Phrase.Markup($"Empty the old store of {Shown.Name(provider)}?"),
            Phrase.Of("Each blob is deleted there after its copy in the new store was read once more. There is no way back to the old store then."), Phrase.Of("Empty the old store")),
        MigrationAction.Rollback => (Phrase.Markup($"Go back to the old store of {Shown.Name(provider)}?"),
            Phrase.Of("The old store takes all writes from now on, and what was written to the new one is copied back. Servers go on reading and writing meanwhile."), Phrase.Of("Go back")),
        _ => null,
    };

    /// <summary>What an order did, by its name; null for what is none.</summary>
    public static string? NoticeOf(string? name) => name is null ? null : ActionOf(name) switch
    {
        MigrationAction.Start => Phrase.Of("The migration begins in a moment, in the background. Servers go on reading and writing."),
        MigrationAction.Pause => Phrase.Of("The migration is asked to wait, and does at its next step."),
        MigrationAction.Resume => Phrase.Of("The migration goes on where it was."),
        MigrationAction.Verify => Phrase.Of("Every copy is read again."),
        MigrationAction.Rollback => Phrase.Of("The migration goes back: what was written to the new store is copied to the old one."),
        MigrationAction.Purge => Phrase.Of("The old store is being emptied."),
        _ => null,
    };
}
