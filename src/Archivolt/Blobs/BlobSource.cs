namespace Archivolt.Blobs;

/// <summary>Content on its way in, with what the sender says about it. None of it is trusted: length and digest are computed during the write.</summary>
public sealed class BlobSource
{
    private readonly Func<CancellationToken, ValueTask<Stream>> _open;

    private BlobSource(Func<CancellationToken, ValueTask<Stream>> open, long? length)
    {
        _open = open;
        Length = length;
    }

    /// <summary>Length in bytes where it is known beforehand; used to choose a way of writing and checked at the end.</summary>
    public long? Length { get; }

    /// <summary>File name for people.</summary>
    public string? FileName { get; init; }

    /// <summary>Media type as the sender gave it; null or <c>application/octet-stream</c> is replaced by what name and content tell.</summary>
    public string? MediaType { get; init; }

    /// <summary>Character encoding of text content.</summary>
    public string? Encoding { get; init; }

    /// <summary>A digest the sender expects; a different content is refused with <see cref="BlobError.Damaged"/>.</summary>
    public Digest? ExpectedDigest { get; init; }

    /// <summary>Where the content already is, when it is a stored blob being written again; lets key strategies keep the key.</summary>
    public BlobKey? StoredAt { get; init; }

    /// <summary>Where the content waits to be stored without a copy; null where it is only read.</summary>
    internal StagedContent? Staged { get; init; }

    /// <summary>
    /// Content of a stream, from where it stands now. It is read again from there where it can seek; otherwise only once, and opening it a second time fails with an
    /// <see cref="InvalidOperationException"/>. The caller keeps ownership: the stream is read, never disposed.
    /// </summary>
    public static BlobSource FromStream(Stream stream, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var (start, isRead) = (stream.CanSeek ? stream.Position : 0, false);
        return new BlobSource(_ => ValueTask.FromResult<Stream>(new Borrowed(Opened())), length);

        Stream Opened()
        {
            if (isRead && !stream.CanSeek)
                throw new InvalidOperationException("The stream was read before and cannot be read again; give a file, bytes, or a factory that opens the content anew.");
            if (isRead)
                stream.Position = start;
            isRead = true;
            return stream;
        }
    }

    /// <summary>Content of a local file; the file name is taken from the path.</summary>
    public static BlobSource FromFile(string path)
    {
        var file = new FileInfo(path);
        return new BlobSource(_ => ValueTask.FromResult<Stream>(new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        })), file.Length)
        { FileName = file.Name };
    }

    /// <summary>Content in memory.</summary>
    public static BlobSource FromBytes(ReadOnlyMemory<byte> bytes) =>
        new(_ => ValueTask.FromResult<Stream>(new MemoryStream(bytes.ToArray(), writable: false)), bytes.Length);

    /// <summary>Text, stored as UTF-8.</summary>
    public static BlobSource FromText(string text, string mediaType = "text/plain") =>
        FromBytes(System.Text.Encoding.UTF8.GetBytes(text)).With(mediaType: mediaType, encoding: System.Text.Encoding.UTF8.WebName.ToUpperInvariant());

    /// <summary>Content produced on demand; the stream is disposed after reading.</summary>
    public static BlobSource FromFactory(Func<CancellationToken, ValueTask<Stream>> open, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new BlobSource(open, length);
    }

    /// <summary>The same content with other descriptive fields; null keeps a field.</summary>
    public BlobSource With(
        string? fileName = null, string? mediaType = null, string? encoding = null, Digest? expectedDigest = null, BlobKey? storedAt = null) =>
        new(_open, Length)
        {
            FileName = fileName ?? FileName,
            MediaType = mediaType ?? MediaType,
            Encoding = encoding ?? Encoding,
            ExpectedDigest = expectedDigest ?? ExpectedDigest,
            StoredAt = storedAt ?? StoredAt,
            Staged = Staged,
        };

    /// <summary>The same content, which a provider holds already.</summary>
    internal BlobSource At(StagedContent staged) => new(_open, Length)
    {
        FileName = FileName,
        MediaType = MediaType,
        Encoding = Encoding,
        ExpectedDigest = ExpectedDigest,
        StoredAt = StoredAt,
        Staged = staged,
    };

    /// <summary>Opens the content for one pass; dispose the stream.</summary>
    public ValueTask<Stream> OpenAsync(CancellationToken cancellationToken = default) => _open(cancellationToken);

    /// <summary>A stream whose disposal leaves the caller's stream open.</summary>
    private sealed class Borrowed(Stream inner) : Stream
    {
        public override bool CanRead => inner.CanRead;
        public override bool CanSeek => inner.CanSeek;
        public override bool CanWrite => false;
        public override long Length => inner.Length;
        public override long Position { get => inner.Position; set => inner.Position = value; }
        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
        public override int Read(Span<byte> buffer) => inner.Read(buffer);
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);
        public override void Flush() { }
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
