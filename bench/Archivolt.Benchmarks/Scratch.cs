using System.Security.Cryptography;

namespace Archivolt.Benchmarks;

/// <summary>A folder of this run's own, deleted at the end, with files of random content.</summary>
internal sealed class Scratch : IDisposable
{
    public Scratch(string? parent)
    {
        Root = Path.Combine(parent ?? Path.GetTempPath(), $"archivolt-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }

    public string Folder(string name)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>A file whose content is new every time it is asked for, so that nothing is de-duplicated by accident.</summary>
    public string RandomFile(string name, long length)
    {
        var path = Path.Combine(Root, name);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var block = RandomNumberGenerator.GetBytes(1 << 20);
        for (var written = 0L; written < length; written += block.Length)
        {
            BitConverter.TryWriteBytes(block, RandomNumberGenerator.GetInt32(int.MaxValue) + written);
            file.Write(block, 0, (int)Math.Min(block.Length, length - written));
        }
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
