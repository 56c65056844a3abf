namespace Archivolt.Cli.Commands;

/// <summary>A file that appears whole under its name or not at all: written beside it under another name, then renamed.</summary>
internal sealed class NewFile : IAsyncDisposable
{
    private readonly string _target;
    private readonly string _draft;
    private readonly FileStream _body;

    public NewFile(string target)
    {
        _target = Path.GetFullPath(target);
        _draft = Path.Combine(Path.GetDirectoryName(_target) ?? _target, $".{Path.GetRandomFileName()}.part");
        _body = new FileStream(_draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 });
    }

    public Stream Body => _body;

    /// <summary>Gives the file its name.</summary>
    /// <param name="replace">False to fail when the name was taken meanwhile.</param>
    public async Task PublishAsync(bool replace)
    {
        await _body.DisposeAsync();
        File.Move(_draft, _target, replace);
    }

    public async ValueTask DisposeAsync()
    {
        await _body.DisposeAsync();
        File.Delete(_draft);
    }
}
