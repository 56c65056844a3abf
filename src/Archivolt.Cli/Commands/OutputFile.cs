using Archivolt.Stores.Files;

namespace Archivolt.Cli.Commands;

/// <summary>
/// What a person named to write to; links are followed. A regular file appears whole or not at all: it is written beside its place under another name,
/// then renamed. A pipe or a device is written to as it is.
/// </summary>
internal sealed class OutputFile : IAsyncDisposable
{
    private readonly string _path;
    private readonly string? _draft;
    private readonly UnixFileMode? _mode;
    private FileStream? _body;

    /// <summary>Looks at what has the name.</summary>
    /// <param name="path">The path as it was given.</param>
    /// <param name="mode">Permissions of a new file; null for the usual ones.</param>
    public OutputFile(string path, UnixFileMode? mode = null)
    {
        path = Path.GetFullPath(path);
        if (Directory.Exists(path))
            throw CommandException.Usage($"'{path}' is a folder; name a file.");
        var found = LocalDisk.Instance.Stat(path);
        Exists = found is not null;
        IsFile = found is null or { IsFile: true };
        _path = IsFile ? BehindLinks(path) : path;
        _draft = IsFile ? Path.Combine(Path.GetDirectoryName(_path)!, $".{Path.GetRandomFileName()}.part") : null;
        _mode = mode;
    }

    /// <summary>True when something has the name already.</summary>
    public bool Exists { get; }

    /// <summary>False for a pipe or a device.</summary>
    public bool IsFile { get; }

    /// <summary>Opens it for writing from its beginning. A pipe waits for its reader.</summary>
    public async Task<FileStream> OpenAsync(CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = _draft is null ? FileMode.Open : FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (_draft is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = _mode;
        if (_draft is not null)
            return _body = new FileStream(_draft, options);
        return _body = await Task.Run(() => new FileStream(_path, options), CancellationToken.None).WaitAsync(cancellationToken);
    }

    /// <summary>Ends the writing and gives a regular file its name.</summary>
    /// <param name="replace">False to fail when the name was taken meanwhile.</param>
    public async Task PublishAsync(bool replace)
    {
        await _body!.DisposeAsync();
        if (_draft is not null)
            File.Move(_draft, _path, replace);
    }

    public async ValueTask DisposeAsync()
    {
        if (_body is null)
            return;
        await _body.DisposeAsync();
        if (_draft is not null)
            File.Delete(_draft);
    }

    // A link to a link, or to nothing yet, ends where the system would end.
    private static string BehindLinks(string path)
    {
        while (new FileInfo(path).LinkTarget is { } target)
            path = Path.GetFullPath(target, LocalDisk.Instance.Canonical(Path.GetDirectoryName(path)!));
        return path;
    }
}
