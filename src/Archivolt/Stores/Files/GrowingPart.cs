using System.Globalization;

namespace Archivolt.Stores.Files;

/// <summary>
/// A part of an unfinished write while it arrives. Its name, <c>ID.OFFSET.LENGTH.WRITER.NUMBER.upload</c>, tells how much of it is on stable storage: that is kept when its writer dies.
/// </summary>
internal sealed class GrowingPart : IDisposable
{
    // What a crash costs a sender.
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(1);

    private readonly StoreFiles _files;
    private readonly GrowingName _name;
    private readonly string _directory;
    private readonly TimeProvider _clock;
    private readonly IDiskFile _file;
    private readonly WriteBack _writeBack;
    private string _path;
    private long _kept;
    private bool _isPublished;

    public GrowingPart(StoreFiles files, string directory, string id, long offset, TimeProvider clock)
    {
        (_files, _directory, _clock) = (files, directory, clock);
        _name = GrowingName.Next(id, offset, files.Disk.Writer);
        _path = $"{directory}/{_name}";
        _file = files.Disk.Create(_path);
        _writeBack = new WriteBack(_file);
        _kept = clock.GetTimestamp();
    }

    /// <summary>Bytes that were written.</summary>
    public long Length { get; private set; }

    /// <summary>True when it is time to keep what arrived.</summary>
    public bool IsDue => _clock.GetElapsedTime(_kept) >= KeepEvery;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes, Length);
        Length += bytes.Length;
        _writeBack.Reach(Length);
    }

    /// <summary>Puts what arrived on stable storage, so that it outlives the writer.</summary>
    public void Keep()
    {
        Sync();
        var path = $"{_directory}/{_name with { Length = Length }}";
        _files.Disk.Replace(_path, path);
        _path = path;
        if (_files.Durability == Durability.Full)
            _files.Disk.SyncDirectory(_directory);
        _kept = _clock.GetTimestamp();
    }

    /// <summary>Makes it a part under a name; false when there is one already.</summary>
    public bool Publish(string target)
    {
        Sync();
        _file.Close();
        return _isPublished = _files.Disk.Publish(_path, target);
    }

    /// <summary>Deletes it, unless it was published.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (!_isPublished)
            _files.Disk.Delete(_path);
    }

    private void Sync()
    {
        if (_files.Durability != Durability.None)
            _file.Sync();
    }
}

/// <summary>The name of a part that arrives.</summary>
internal readonly record struct GrowingName(string Id, long Offset, long Length, string Writer, long Number)
{
    private const string Suffix = "upload";

    private static long _last;

    /// <summary>A name that no other file has.</summary>
    public static GrowingName Next(string id, long offset, string writer) => new(id, offset, 0, writer, Interlocked.Increment(ref _last));

    /// <summary>Reads a name; null for other files.</summary>
    public static GrowingName? Of(string name) => name.Split('.') is [var id, var offset, var length, var writer, var number, Suffix]
        && IsNumber(offset, out var at) && IsNumber(length, out var bytes) && IsNumber(number, out var count) ? new(id, at, bytes, writer, count) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}.{Offset}.{Length}.{Writer}.{Number}.{Suffix}");

    private static bool IsNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
