using System.Runtime.CompilerServices;
using Archivolt.Blobs;
using Archivolt.Stores;
using Archivolt.Stores.Kit;

namespace Archivolt.Encryption;

/// <summary>
/// A store on its way from a previous format to an encrypted one: what is written is encrypted, what is read says by its end which format it has.
/// While it lasts, content in the previous format has no better protection than that format gives; <c>docs/threat-model.md</c> says what that means.
/// </summary>
/// <remarks>Both formats lie in one store, so a blob is rewritten in place and never in two places.</remarks>
public sealed class FormatTransition : StoreLayer, ITouch, IReencrypts
{
    private readonly Encrypted _current;
    private readonly IBlobStore _previous;

    /// <summary>Joins two layers over one store.</summary>
    /// <param name="current">Writes; owned by this layer.</param>
    /// <param name="previous">Reads the previous format in the same store; owned by this layer, but not the store below it.</param>
    public FormatTransition(Encrypted current, IBlobStore previous) : base(current)
    {
        ArgumentNullException.ThrowIfNull(previous);
        _current = current;
        _previous = previous;
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobStat?> StatAsync(string key, CancellationToken cancellationToken = default)
    {
        for (; ; )
        {
            if (await _current.StatAsync(key, cancellationToken) is not { } stat)
                return null;
            try
            {
                if (await IsEncryptedAsync(key, cancellationToken))
                    return stat;
                stat = await _previous.StatAsync(key, cancellationToken) ?? throw BlobException.NotFound(Traits.Name, key);
                // Rewritten in between, the reader of the previous format measured something else.
                if (!await IsEncryptedAsync(key, cancellationToken))
                    return stat;
            }
            catch (BlobException exception) when (exception.Error == BlobError.NotFound)
            {
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobContent> OpenAsync(string key, ByteRange range = default, CancellationToken cancellationToken = default)
    {
        if (!await IsEncryptedAsync(key, cancellationToken))
        {
            try
            {
                return await _previous.OpenAsync(key, range, cancellationToken);
            }
            catch (BlobException exception) when (exception.Error is BlobError.Damaged or BlobError.RangeNotSatisfiable)
            {
                // Perhaps it was rewritten in between.
                if (!await IsEncryptedAsync(key, cancellationToken))
                    throw;
            }
        }
        return await _current.OpenAsync(key, range, cancellationToken);
    }

    /// <inheritdoc/>
    public override async ValueTask<BlobDraft> BeginWriteAsync(WriteOptions? options = null, CancellationToken cancellationToken = default)
    {
        var draft = await _current.BeginWriteAsync(options, cancellationToken);
        return new LayerDraft(draft, async (key, cancelled) =>
        {
            var stat = await draft.CommitAsync(key, cancelled);
            // Content that was there already may be in the previous format.
            return await IsInPreviousFormatAsync(key, cancelled) ? await _previous.StatAsync(key, cancelled) ?? stat : stat;
        });
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<BlobStat> ListAsync(
        string? after = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var stat in _current.ListAsync(after, cancellationToken))
        {
            if (await StatAsync(stat.Key, cancellationToken) is { } clear)
                yield return clear;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BlobStat?> TouchAsync(string key, CancellationToken cancellationToken = default) =>
        await _current.TouchAsync(key, cancellationToken) is null ? null : await StatAsync(key, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> ReencryptAsync(
        string key, Digest? expected, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (!await IsInPreviousFormatAsync(key, cancellationToken))
            return await _current.ReencryptAsync(key, expected, progress, cancellationToken);
        await _current.RewriteAsync(key, _previous, expected, progress, cancellationToken);
        return true;
    }

    /// <summary>What is true of both formats, since it is not the content that it concerns.</summary>
    protected override IReadOnlyList<Type> PassedAbilities { get; } = [typeof(IQuarantine), typeof(IStoreUpkeep)];

    /// <inheritdoc/>
    protected override IReadOnlyList<Type> WrappedAbilities { get; } = [typeof(ITouch)];

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _previous.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Both formats.</summary>
    public override string ToString() => $"{LayerName}({_current.Traits.Name}, {_previous.Traits.Name})";

    private async ValueTask<bool> IsEncryptedAsync(string key, CancellationToken cancellationToken) =>
        await _current.FormOfAsync(key, cancellationToken) != ContentForm.Foreign;

    private async ValueTask<bool> IsInPreviousFormatAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return !await IsEncryptedAsync(key, cancellationToken);
        }
        catch (BlobException exception) when (exception.Error == BlobError.NotFound)
        {
            return false;
        }
    }
}
