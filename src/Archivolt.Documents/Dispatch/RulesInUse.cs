using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Archivolt.Documents.Dispatch;

/// <summary>
/// Takes rules into use while the servers run. The newest applied ones win over those of the configuration until somebody returns to these. A server notices within
/// five seconds; until then it stores content by the rules before, which a look at all documents finds.
/// </summary>
public sealed partial class RulesInUse(
    LiveDispatcher dispatcher, IRuleHistory history, RuleSimulation simulation, IOptions<RuleOptions> options, ILogger<RulesInUse> logger) : IDisposable
{
    private const int LongestText = 1 << 20;

    private readonly SemaphoreSlim _turn = new(1);
    private volatile State _state = new(0, null, null);

    /// <summary>The applied rules that decide on this server; null for those of the configuration.</summary>
    public AppliedRules? Applied => _state.Applied;

    /// <summary>Number of the newest applied rules that this server knows of; 0 where none were ever applied.</summary>
    public long Number => _state.Number;

    /// <summary>Why the newest applied rules cannot be used on this server, which goes on with those before; null where they are in use.</summary>
    public string? Problem => _state.Problem;

    /// <summary>Why nobody can apply rules in this installation; null where an administrator can.</summary>
    public string? Refusal => options.Value.Fixed ? $"The rules of this installation are those of its configuration: {RuleOptions.Section}:{nameof(RuleOptions.Fixed)} is set."
        : dispatcher.Configured is not (RuleDispatcher or RepositoryDispatcher) ? "An application's own dispatcher chooses the providers, so no rules can be applied."
        : null;

    /// <summary>True for what decides on this server: applied rules, or the return to those of the configuration.</summary>
    /// <param name="version">Something that was applied.</param>
    public bool IsInUse(AppliedRules version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return Refusal is null && (Applied is { } applied ? version.Number == applied.Number : version.Rules is null && version.Number == Number);
    }

    /// <summary>Takes the newest applied rules into use on this server, if they are not yet.</summary>
    /// <remarks>Rules that cannot be used here are logged, and said by <see cref="Problem"/>.</remarks>
    public async Task RefreshAsync(CancellationToken cancellationToken = default)
    {
        if (await TakeNewestAsync(cancellationToken) is { } failure)
            LogUnusable(failure, Number);
    }

    /// <summary>As <see cref="RefreshAsync"/>, for work that goes by the newest rules or not at all.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Unavailable"/>: the newest rules cannot be used on this server; another one may do the work.</exception>
    public async Task EnsureNewestAsync(CancellationToken cancellationToken = default)
    {
        await RefreshAsync(cancellationToken);
        if (Problem is { } problem)
            throw new BlobException(BlobError.Unavailable, problem);
    }

    /// <summary>As <see cref="RefreshAsync"/>, for a server that starts: it has no rules before that it could go on with.</summary>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: the applied rules cannot be used.</exception>
    public async Task EnsureUsableAsync(CancellationToken cancellationToken = default)
    {
        await TakeNewestAsync(cancellationToken);
        if (Problem is { } problem)
            throw new BlobException(BlobError.Configuration, $"{problem} Configure what they name, or set {RuleOptions.Section}:{nameof(RuleOptions.Fixed)} to use the rules of the configuration.");
    }

    /// <summary>Takes rules into use on all servers of the installation.</summary>
    /// <param name="text">The rules, as JSON or in an added format (<see cref="RuleReader"/>).</param>
    /// <param name="name">What messages call the text.</param>
    /// <param name="expected">The number that has to be the newest so far, 0 for none yet; null for any.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The applied rules; those in use where they are the same.</returns>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: a rule cannot be used; the message names it.</exception>
    /// <exception cref="DocumentException">
    /// <see cref="DocumentError.ConditionFailed"/>: somebody else applied rules meanwhile. <see cref="DocumentError.Invalid"/>: no rules can be applied here (<see cref="Refusal"/>).
    /// </exception>
    public async Task<AppliedRules> ApplyAsync(string text, string name, long? expected, Principal? by, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ThrowIfRefused();
        if (text.Length > LongestText)
            throw new BlobException(BlobError.Configuration, $"{name} has {text.Length} characters; rules have at most {LongestText}.");
        var proposed = simulation.Propose(text, name);
        if (proposed.Rules.Count == 0)
            throw new BlobException(BlobError.Configuration, $"{name} has no 'Default', the provider of content that no rule takes.");
        await RefreshAsync(cancellationToken);
        return AreInUse(proposed.Rules, expected) ? Applied! : await AddAsync([.. proposed.Rules], expected, by, cancellationToken);
    }

    /// <summary>Takes the rules of the configuration into use again, on all servers of the installation.</summary>
    /// <returns>The return; the newest one where nothing was applied since.</returns>
    /// <exception cref="DocumentException">As for <see cref="ApplyAsync"/>.</exception>
    public async Task<AppliedRules> ReturnAsync(long? expected, Principal? by, CancellationToken cancellationToken = default)
    {
        ThrowIfRefused();
        await RefreshAsync(cancellationToken);
        return await FindNewestAsync(cancellationToken) is { Rules: null } returned && (expected ?? returned.Number) == returned.Number
            ? returned
            : await AddAsync(null, expected, by, cancellationToken);
    }

    /// <summary>What was applied last, in use here or not; null where nothing ever was.</summary>
    public Task<AppliedRules?> FindNewestAsync(CancellationToken cancellationToken = default) => history.FindNewerAsync(0, cancellationToken);

    /// <summary>What was applied under a number; null where nothing was.</summary>
    public Task<AppliedRules?> FindAsync(long number, CancellationToken cancellationToken = default) => history.FindAsync(number, cancellationToken);

    /// <summary>The rules that were applied so far, the newest first.</summary>
    public Task<IReadOnlyList<AppliedRules>> ListAsync(int limit, CancellationToken cancellationToken = default) => history.ListAsync(limit, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<AppliedRules> AddAsync(IReadOnlyList<DispatchRule>? rules, long? expected, Principal? by, CancellationToken cancellationToken)
    {
        var added = await history.AddAsync(rules, expected, by, cancellationToken)
            ?? throw new DocumentException(DocumentError.ConditionFailed, "Other rules were applied meanwhile; look at those first.");
        // They are applied, whether or not this server hears the rest of the request.
        await RefreshAsync(CancellationToken.None);
        return added;
    }

    private bool AreInUse(IReadOnlyList<DispatchRule> rules, long? expected) => Applied?.Rules is { } used && Problem is null && (expected ?? Number) == Number
        && used.Select(rule => (rule.When, rule.Provider)).SequenceEqual(rules.Select(rule => (rule.When, rule.Provider)));

    // Returns why the newest cannot be used, where this is found out now.
    private async Task<BlobException?> TakeNewestAsync(CancellationToken cancellationToken)
    {
        if (Refusal is not null)
            return null;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await history.FindNewerAsync(_state.Number, cancellationToken) is { } newer ? Use(newer) : null;
        }
        finally
        {
            _turn.Release();
        }
    }

    private BlobException? Use(AppliedRules newest)
    {
        try
        {
            dispatcher.Use(newest.Rules is null ? dispatcher.Configured : simulation.Prepare([.. newest.Rules.Select((rule, index) => rule with { Where = $"applied rules {newest.Number}, rule {index + 1}" })]));
            _state = new State(newest.Number, newest.Rules is null ? null : newest, null);
            if (newest.Rules is null)
                LogReturned(newest.Number, newest.By, newest.Applied);
            else
                LogUsed(newest.Number, newest.By, newest.Applied);
            return null;
        }
        catch (BlobException exception)
        {
            _state = _state with { Number = newest.Number, Problem = $"The rules that {newest.By} applied at {newest.Applied:u} cannot be used on this server: {exception.Message}" };
            return exception;
        }
    }

    private void ThrowIfRefused()
    {
        if (Refusal is { } refusal)
            throw new DocumentException(DocumentError.Invalid, refusal);
    }

    [LoggerMessage(1, LogLevel.Information, "Rules {Number}, applied by {By} at {Applied:u}, are in use in place of those of the configuration.")]
    private partial void LogUsed(long number, string by, DateTimeOffset applied);

    [LoggerMessage(2, LogLevel.Error, "Applied rules {Number} cannot be used on this server; it goes on with those before.")]
    private partial void LogUnusable(Exception exception, long number);

    [LoggerMessage(3, LogLevel.Information, "The rules of the configuration are in use again: {By} returned to them at {Applied:u} (number {Number}).")]
    private partial void LogReturned(long number, string by, DateTimeOffset applied);

    private sealed record State(long Number, AppliedRules? Applied, string? Problem);
}
