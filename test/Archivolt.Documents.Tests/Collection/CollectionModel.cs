namespace Archivolt.Documents.Tests.Collection;

/// <summary>A way to get the protocol wrong; the search must notice each.</summary>
public enum Mistake
{
    None,
    ReservesAfterPublishing,
    ReservesWithoutWaiting,
    ReservesWithoutRestore,
    LooksBeforeReserving,
    SavesWithoutLooking,
    SavesAfterItsUploadExpired,
    PurgesWithoutLookingAtUploads,
    PurgesWithoutLookingAtReferences,
    LooksAndBeginsInTwoTransactions,
    DeletesBeforeTheMarkIsFlushed,
    DeletesAfterItsTerm,
    NobodyTakesOverFromTheDead,
}

/// <summary>Where a writer is with its document.</summary>
public enum Step
{
    Idle,
    Ready,
    Published,
    Holds,
}

/// <summary>Where the collector is.</summary>
public enum Purging
{
    Idle,
    Looked,
    Begun,
    Deleted,
}

/// <summary>What the table of condemned blobs says of the blob.</summary>
public enum Row
{
    None,
    Condemned,
    BeingPurged,
    Abandoned,
}

/// <summary>One writer: it uploads the content, or its document takes it over from another document.</summary>
public readonly record struct Writer(Step At, bool TakesOver, bool HasUpload)
{
    public bool HasReference => At == Step.Holds;
}

/// <summary>
/// The protocol for one blob, as small as it can be: two writers, one collector, a crash anywhere. The grace is zero, as in immediate
/// collection: a longer one only forbids steps. Each step is one transaction or one operation of the store, and has the name it has in the code.
/// </summary>
/// <param name="HasContent">True when the store has the content.</param>
/// <param name="Row">The condemned row; <see cref="Row.Abandoned"/>: being purged, and the purge's term is over.</param>
/// <param name="Collector">The collector.</param>
/// <param name="One">A writer.</param>
/// <param name="Two">The other writer.</param>
public readonly record struct Model(bool HasContent, Row Row, Purging Collector, Writer One, Writer Two)
{
    public bool IsReferenced => One.HasReference || Two.HasReference;

    /// <summary>Every document is gone, and so is everything else.</summary>
    public bool IsClean => this == default;

    private bool IsReserved => One.HasUpload || Two.HasUpload;

    /// <summary>Every state that one step leads to.</summary>
    public IEnumerable<(string Step, Model Next)> Steps(Mistake mistake)
    {
        var model = this;
        foreach (var step in WriterSteps(One, mistake, writer => model with { One = writer }))
            yield return ($"first {step.Step}", step.Next);
        foreach (var step in WriterSteps(Two, mistake, writer => model with { Two = writer }))
            yield return ($"second {step.Step}", step.Next);
        foreach (var step in CollectorSteps(mistake))
            yield return step;
    }

    private IEnumerable<(string Step, Model Next)> WriterSteps(Writer writer, Mistake mistake, Func<Writer, Model> with)
    {
        switch (writer.At)
        {
            case Step.Idle when mistake == Mistake.ReservesAfterPublishing:
                yield return ("publishes", with(new Writer(Step.Ready, false, writer.HasUpload)) with { HasContent = true });
                break;
            case Step.Ready when mistake == Mistake.ReservesAfterPublishing:
                if (CanReserve(mistake))
                    yield return ("reserves", Restored(with(writer with { At = Step.Published, HasUpload = true }), mistake));
                break;
            case Step.Idle when mistake == Mistake.LooksBeforeReserving:
                if (HasContent)
                    yield return ("looks", with(new Writer(Step.Ready, true, writer.HasUpload)));
                else
                    yield return ("publishes first", with(writer) with { HasContent = Row == Row.None });
                break;
            case Step.Ready when mistake == Mistake.LooksBeforeReserving:
                if (CanReserve(mistake))
                    yield return ("reserves", Restored(with(writer with { At = Step.Published, HasUpload = true }), mistake));
                break;
            case Step.Idle when CanReserve(mistake):
                yield return ("reserves its upload", Restored(with(new Writer(Step.Ready, false, true)), mistake));
                yield return ("reserves what it takes over", Restored(with(new Writer(Step.Ready, true, true)), mistake));
                break;
            case Step.Ready when !writer.TakesOver:
                yield return ("publishes", with(writer with { At = Step.Published }) with { HasContent = true });
                break;
            case Step.Ready when HasContent || mistake == Mistake.SavesWithoutLooking:
                yield return ("looks", with(writer with { At = Step.Published }));
                break;
            case Step.Ready:
                yield return ("finds nothing and gives up", with(default));
                break;
            case Step.Published when writer.HasUpload || mistake == Mistake.SavesAfterItsUploadExpired:
                var saved = with(new Writer(Step.Holds, false, false));
                yield return ("saves", saved with { Row = Row == Row.Condemned ? Row.None : Row });
                break;
            case Step.Published when CanReserve(mistake):
                yield return ("reserves again, its upload expired", Restored(with(new Writer(Step.Ready, true, true)), mistake));
                break;
            case Step.Holds:
                var gone = with(default);
                yield return ("deletes its document", gone);
                yield return ("deletes its document, which condemns", gone with { Row = gone.CanCondemn ? Row.Condemned : gone.Row });
                break;
        }
        if (writer.At is Step.Ready or Step.Published)
            yield return ("crashes", with(writer with { At = Step.Idle, TakesOver = false }));
        if (writer.HasUpload)
        {
            var expired = with(writer with { HasUpload = false });
            yield return ("is taken for abandoned", expired with { Row = expired.CanCondemn ? Row.Condemned : expired.Row });
        }
    }

    private IEnumerable<(string Step, Model Next)> CollectorSteps(Mistake mistake)
    {
        if (CanCondemn)
            yield return ("condemn", this with { Row = Row.Condemned });
        if (Row == Row.Condemned)
            yield return ("restore", this with { Row = Row.None });
        switch (Collector)
        {
            case Purging.Idle when Row is Row.Condemned || (Row == Row.Abandoned && mistake != Mistake.NobodyTakesOverFromTheDead):
                if (!MayPurge(mistake))
                    yield return ("restore what is in use", this with { Row = Row == Row.Condemned ? Row.None : Row });
                else if (mistake == Mistake.LooksAndBeginsInTwoTransactions)
                    yield return ("look", this with { Collector = Purging.Looked });
                else
                    yield return ("begin purge", this with { Row = Row.BeingPurged, Collector = Purging.Begun });
                break;
            case Purging.Looked:
                yield return ("begin purge", this with { Row = Row == Row.None ? Row.None : Row.BeingPurged, Collector = Row == Row.None ? Purging.Idle : Purging.Begun });
                break;
            case Purging.Begun:
                yield return ("delete", this with { HasContent = false, Collector = Purging.Deleted });
                yield return ("fail to delete", this with { Row = Row == Row.BeingPurged ? Row.Condemned : Row, Collector = Purging.Idle });
                break;
            case Purging.Deleted:
                yield return ("end purge", this with { Row = Row == Row.BeingPurged ? Row.None : Row, Collector = Purging.Idle });
                break;
        }
        if (Collector != Purging.Idle)
            yield return ("the collector crashes", this with { Row = Row == Row.BeingPurged ? Row.Abandoned : Row, Collector = Purging.Idle });
        // A collector outlives the power of its database's machine; a durable mark is there again afterwards.
        if (mistake == Mistake.DeletesBeforeTheMarkIsFlushed && Row == Row.BeingPurged)
            yield return ("the database loses power", this with { Row = Row.Condemned });
        // The term of a living collector is over only when it has stopped deleting: it looks at its clocks right before.
        if (mistake == Mistake.DeletesAfterItsTerm && Row == Row.BeingPurged)
            yield return ("the term ends", this with { Row = Row.Abandoned });
    }

    // Whoever condemns has looked whether the blob is in use, but what was seen may be outdated by the time it is written down.
    private bool CanCondemn => Row == Row.None;

    private bool CanReserve(Mistake mistake) => Row switch
    {
        Row.BeingPurged => mistake == Mistake.ReservesWithoutWaiting,
        Row.Abandoned => mistake != Mistake.NobodyTakesOverFromTheDead,
        _ => true,
    };

    private bool MayPurge(Mistake mistake) =>
        (!IsReferenced || mistake == Mistake.PurgesWithoutLookingAtReferences) && (!IsReserved || mistake == Mistake.PurgesWithoutLookingAtUploads);

    // A purge under way that nobody waits for goes on.
    private static Model Restored(Model model, Mistake mistake) =>
        model.Row == Row.BeingPurged || mistake == Mistake.ReservesWithoutRestore ? model : model with { Row = Row.None };
}
