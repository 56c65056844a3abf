using Archivolt.Blobs;
using Microsoft.Extensions.Options;

namespace Archivolt.Renditions;

/// <summary>Converts content: a few at a time, each in a folder of its own that is removed afterwards.</summary>
public sealed class ConversionService : IDisposable
{
    private const string FolderPrefix = "archivolt-convert-";
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    private readonly RenditionOptions _options;
    private readonly SemaphoreSlim _turns;
    private readonly string _scratch;
    private int _waiting;

    /// <summary>A service with these converters and limits.</summary>
    public ConversionService(ConverterRegistry converters, IOptions<RenditionOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Converters = converters;
        _options = options.Value;
        _turns = new SemaphoreSlim(_options.MaxConcurrent);
        _scratch = _options.ScratchPath ?? (Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath());
    }

    /// <summary>The converters.</summary>
    public ConverterRegistry Converters { get; }

    /// <summary>Converts content and hands the result to <paramref name="use"/>; the result is gone when that ends.</summary>
    /// <param name="source">The content.</param>
    /// <param name="mediaType">Its media type.</param>
    /// <param name="converter">The converter, from <see cref="Converters"/>.</param>
    /// <param name="parameters">What the converter should do.</param>
    /// <param name="use">Takes the result, such as to store it.</param>
    /// <param name="cancellationToken">Ends the conversion, its programs included.</param>
    /// <exception cref="ConversionException">Any code.</exception>
    /// <exception cref="BlobException">The content could not be read.</exception>
    public async Task<T> ConvertAsync<T>(
        BlobSource source, string mediaType, IConverter converter, IReadOnlyDictionary<string, string> parameters, Func<ConvertedFile, Task<T>> use,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(converter);
        ArgumentNullException.ThrowIfNull(use);
        var type = ConverterRegistry.Essence(mediaType);
        if (!converter.Accepts(type))
            throw new ConversionException(ConversionError.NoConverter, $"The converter '{converter.Name}' does not read '{type}'.");
        if (converter.FindObstacle(type) is { } obstacle)
            throw new ConversionException(ConversionError.Unavailable, $"The converter '{converter.Name}' cannot run here: {obstacle}.");
        CheckLength(source.Length ?? 0);
        await WaitAsync(cancellationToken);
        try
        {
            var folder = NewFolder();
            try
            {
                var input = Path.Combine(folder, "input");
                await SpoolAsync(source, input, cancellationToken);
                var result = await converter.ConvertAsync(new Conversion(input, type, parameters, folder, _options), cancellationToken);
                return new FileInfo(result.Path) is { Exists: true } file && file.Length <= _options.MaxResultLength
                    ? await use(result)
                    : throw new ConversionException(ConversionError.Failed, $"The converter '{converter.Name}' made no file, or a file that is too large.");
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > _options.MaxWaiting + _options.MaxConcurrent)
                throw new ConversionException(ConversionError.Busy, $"{_options.MaxWaiting} conversions are waiting already; try again later.");
            await _turns.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private string NewFolder()
    {
        Directory.CreateDirectory(_scratch);
        foreach (var left in new DirectoryInfo(_scratch).EnumerateDirectories(FolderPrefix + "*").Where(IsAbandoned))
            DeleteAbandoned(left);
        var folder = Path.Combine(_scratch, FolderPrefix + Guid.NewGuid().ToString("N"));
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder).FullName
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
    }

    // Left by a process that was killed; the limits on time are far shorter.
    private static bool IsAbandoned(DirectoryInfo folder) => DateTime.UtcNow - folder.LastWriteTimeUtc > AbandonedAfter;

    // In a folder that everybody may write to, a neighbour may be somebody else's, or be deleted by another process.
    private static void DeleteAbandoned(DirectoryInfo folder)
    {
        try
        {
            folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private async Task SpoolAsync(BlobSource source, string path, CancellationToken cancellationToken)
    {
        await using var content = await source.OpenAsync(cancellationToken);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var buffer = new byte[128 << 10];
        for (long length = 0; await content.ReadAsync(buffer, cancellationToken) is > 0 and var count;)
        {
            CheckLength(length += count);
            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private void CheckLength(long length)
    {
        if (length > _options.MaxSourceLength)
            throw new ConversionException(ConversionError.TooLarge, $"Content above {_options.MaxSourceLength} bytes is not converted.");
    }
}
