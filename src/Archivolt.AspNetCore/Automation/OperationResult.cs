using System.Text.Json;
using Archivolt.AspNetCore.Archives;
using Archivolt.AspNetCore.Json;
using Archivolt.Documents;
using Archivolt.Documents.Downloads;

namespace Archivolt.AspNetCore.Automation;

/// <summary>What an operation leaves behind.</summary>
internal abstract record OperationResult
{
    /// <summary>Nothing: answered 204.</summary>
    public static readonly OperationResult Nothing = new None();

    /// <summary>Nothing: answered 204.</summary>
    public sealed record None : OperationResult;

    /// <summary>Documents.</summary>
    /// <param name="Items">The documents.</param>
    /// <param name="IsList">True for a list, also of one.</param>
    public sealed record Documents(IReadOnlyList<Document> Items, bool IsList) : OperationResult;

    /// <summary>A page of documents.</summary>
    /// <param name="Items">The documents.</param>
    /// <param name="Paging">Which page.</param>
    /// <param name="Total">How many there are on all pages; null where nobody counted them.</param>
    /// <param name="HasMore">True when another page follows.</param>
    public sealed record Page(IReadOnlyList<Document> Items, Paging Paging, long? Total, bool HasMore) : OperationResult;

    /// <summary>Contents.</summary>
    /// <param name="Items">The contents.</param>
    /// <param name="IsList">True for a list, also of one.</param>
    public sealed record Blobs(IReadOnlyList<OperationBlob> Items, bool IsList) : OperationResult;

    /// <summary>An entity of the platform that is no document.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="WriteFields">Writes its fields.</param>
    public sealed record Entity(string Type, Action<Utf8JsonWriter> WriteFields) : OperationResult;

    /// <summary>JSON that is no entity.</summary>
    /// <param name="Write">Writes one value.</param>
    public sealed record Json(Action<Utf8JsonWriter> Write) : OperationResult;

    /// <summary>One content.</summary>
    public static OperationResult Of(OperationBlob blob) => new Blobs([blob], IsList: false);

    /// <summary>A ZIP that is made while it is sent.</summary>
    public static OperationResult Zip(string fileName, Func<ZipWriter, CancellationToken, Task> fillAsync, bool needsRequest = false) => Of(new OperationBlob.Made(
        fileName, ArchiveResult.MediaType, (target, cancellationToken) => ArchiveResult.WriteAsync(fillAsync, target, cancellationToken))
    {
        NeedsRequest = needsRequest,
    });

    /// <summary>A document, or nothing.</summary>
    public static OperationResult Of(Document? document) => document is null ? Nothing : new Documents([document], IsList: false);
}

/// <summary>A content that an operation answers.</summary>
internal abstract record OperationBlob
{
    /// <summary>A document's blob, sent by the download service.</summary>
    public sealed record Stored(Document Document, PropertyPath Path) : OperationBlob
    {
        /// <summary>The name of the rendition that is sent, for permissions and audit; null where none is.</summary>
        public string? Rendition { get; init; }

        /// <summary>Makes what is sent instead, once the download of the blob is allowed.</summary>
        public Func<DownloadTicket, CancellationToken, Task<DownloadTicket>> MakeAsync { get; init; } = (ticket, _) => Task.FromResult(ticket);
    }

    /// <summary>Content that is nowhere stored: it is made while it is sent.</summary>
    /// <param name="FileName">Its name.</param>
    /// <param name="MediaType">Its media type.</param>
    /// <param name="WriteAsync">Writes it.</param>
    public sealed record Made(string FileName, string MediaType, Func<Stream, CancellationToken, Task> WriteAsync) : OperationBlob
    {
        /// <summary>True where it is made of what comes with the request, and is to be written before that ends.</summary>
        public bool NeedsRequest { get; init; }

        /// <summary>Content that is written aside now, into a file that ends with the request.</summary>
        public static async Task<Made> AsideAsync(OperationCall call, string fileName, string mediaType, Func<Stream, CancellationToken, Task> writeAsync)
        {
            var aside = NewTemporaryFile();
            call.Context.Response.RegisterForDisposeAsync(aside);
            await writeAsync(aside, call.Cancelled);
            return new Made(fileName, mediaType, (target, cancellationToken) =>
            {
                aside.Position = 0;
                return aside.CopyToAsync(target, cancellationToken);
            })
            {
                NeedsRequest = true,
            };
        }

        private static FileStream NewTemporaryFile()
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous };
            // Nobody else reads along.
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        }
    }
}
