using Archivolt.Blobs;
using Archivolt.Documents.Audit;
using Archivolt.Documents.Downloads;
using Archivolt.Jobs;
using Archivolt.Renditions;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Renditions;

/// <summary>
/// Makes renditions of content soon after it was stored, so that its first viewer does not wait. It finds new content in the audit log, from its first start on; what exists is not made
/// again. One at a time, so that people who ask for others meanwhile get their turn.
/// </summary>
internal sealed class RenditionsAheadJob(
    IAuditLog audit, IDocumentStore documents, ContentForRenditions content, DocumentRenditions renditions, NamedRenditions names,
    IOptions<RenditionsAheadOptions> options, TimeProvider clock) : Job
{
    private const int PageSize = 100;
    private const int MostRemembered = 10_000;

    // Entries are not seen in the order of their times: transactions end later, and clocks of nodes differ.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    private static readonly string[] Events = ["documentCreated", "documentModified"];

    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly HashSet<(string Repository, string Id, string ChangeToken)> _done = [];

    public override string Name => "renditions";

    public override JobSchedule Schedule { get; } = new(options.Value.Every);

    public override JobProgress? ProgressOf(string checkpoint) => Checkpoint.ReadOrNull(checkpoint, RenditionsAheadJson.Default.RenditionsAheadProgress)?.ToProgress();

    public override async Task RunAsync(JobRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var throttle = new JobThrottle(run.Options.BytesPerSecond ?? (options.Value.BytesPerSecond > 0 ? options.Value.BytesPerSecond : null), clock);
        var state = run.Read(RenditionsAheadJson.Default.RenditionsAheadProgress) ?? new RenditionsAheadProgress { Since = _start - Overlap, Began = _start };
        var began = state.Before is null ? clock.GetUtcNow() : state.Began;
        state = state with { Began = began };
        // The first look keeps where it began, also where it finds nothing: after a crash the next process looks from there on.
        for (var hasRead = run.Checkpoint is null || state.Before is not null; ;)
        {
            var page = await audit.QueryAsync(new AuditQuery { Since = state.Since, Before = state.Before, Limit = PageSize }, run.Token);
            foreach (var id in page.Where(entry => Events.Contains(entry.EventId, StringComparer.Ordinal) && entry is { Repository: not null, DocumentId: not null })
                .Select(entry => (entry.Repository!, entry.DocumentId!)).Distinct())
            {
                state = state with { Documents = state.Documents + 1, Made = state.Made + await MakeAsync(run, id.Item1, id.Item2, throttle) };
            }
            var isLast = page.Count < PageSize;
            // Any other look that finds nothing writes nothing.
            hasRead |= page.Count > 0;
            state = isLast ? state with { Before = null, Since = began - Overlap > state.Since ? began - Overlap : state.Since } : state with { Before = page[^1].Id };
            if (hasRead)
                await run.SaveAsync(state, RenditionsAheadJson.Default.RenditionsAheadProgress, run.StepToken);
            if (isLast)
                return;
        }
    }

    private async Task<int> MakeAsync(JobRun run, string repository, string id, JobThrottle throttle)
    {
        if (await documents.FindAsync(repository, id, run.Token) is not { IsVersion: false, IsTrashed: false } document
            || content.Of(document) is not { Blob.MediaType: { } type } ticket)
        {
            return 0;
        }
        var state = (repository, id, document.ChangeToken);
        if (_done.Contains(state))
            return 0;
        var made = 0;
        foreach (var recipe in (options.Value.Names ?? RenditionsAheadOptions.DefaultNames).Select(name => names.FindAvailable(name, type)))
        {
            if (recipe is not null && await MakeAsync(run, ticket, recipe, throttle))
                made++;
        }
        if (_done.Count == MostRemembered)
            _done.Clear();
        _done.Add(state);
        return made;
    }

    private async Task<bool> MakeAsync(JobRun run, DownloadTicket ticket, RenditionRecipe recipe, JobThrottle throttle)
    {
        try
        {
            if (await renditions.FindAsync(ticket, recipe, run.Token) is not null)
                return false;
            await throttle.SpendAsync(ticket.Blob.Length ?? 0, run.Token);
            await renditions.GetAsync(ticket, recipe, run.Token);
            return true;
        }
        // People wait for theirs: this run ends, and the next goes on here.
        catch (ConversionException exception) when (exception.Error != ConversionError.Busy)
        {
            // What cannot be made says so to whoever asks for it.
            return false;
        }
        catch (DownloadException)
        {
            // Replaced or deleted meanwhile.
            return false;
        }
        catch (BlobException exception) when (!exception.IsTransient)
        {
            if (exception.Error != BlobError.Archived)
                run.Report($"The rendition '{recipe.Text}' of document '{ticket.Document.Id}' was not made: {exception.Message}");
            return false;
        }
    }
}
