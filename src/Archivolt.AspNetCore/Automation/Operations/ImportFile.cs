using System.Text;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Requests;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Editing;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Makes a document of a file below the current document: a note of text, a picture of an image, else a file.</summary>
internal sealed class ImportFile : BlobOperation<Document>
{
    // What is longer is no note to read, and would not fit into properties.
    private const int MaxNote = 128 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly DocumentEditor _editor;

    public ImportFile(DocumentEditor editor) : base("FileManager.Import", "Services", "Makes a document of a file below the document of the context variable 'currentDocument'.")
    {
        _editor = editor;
        Parameters = [new("overwite", ParameterType.Boolean), new("noMimeTypeCheck", ParameterType.Boolean)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["blob", "document", "bloblist", "documents"];

    protected override async Task<Document> RunAsync(OperationCall call, BlobSource content, IReadOnlyList<Document> before)
    {
        var parent = await call.VariableDocumentAsync("currentDocument");
        var name = content.FileName ?? "file";
        var mediaType = ImportedFile.MediaTypeOf(content, name);
        if (mediaType?.StartsWith("text/", StringComparison.OrdinalIgnoreCase) is not true || call.Flag("noMimeTypeCheck"))
            return await ImportedFile.CreateAsync(_editor, call.Principal, parent, name, ImportedFile.TypeOf(mediaType), content);
        await using var stream = await content.OpenAsync(call.Cancelled);
        var start = new byte[MaxNote + 1];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, call.Cancelled);
        if (length <= MaxNote && TextOf(start.AsSpan(0, length)) is { } text)
            return await CreateAsync(call, parent, name, mediaType, text);
        var whole = BlobSource.FromStream(new ResumedBody(start.AsMemory(0, length), stream), content.Length);
        return await ImportedFile.CreateAsync(_editor, call.Principal, parent, name, ImportedFile.TypeOf(mediaType), whole.With(content.FileName, content.MediaType, content.Encoding));
    }

    protected override OperationResult ResultOf(IReadOnlyList<Document> results, bool isList) => new OperationResult.Documents(results, isList);

    private Task<Document> CreateAsync(OperationCall call, Document parent, string name, string mediaType, string text) =>
        _editor.CreateAsync(call.Principal, parent, name, "Note", note =>
        {
            note.Properties.Set("dc:title", name);
            note.Properties.Set("note:note", text);
            note.Properties.Set("note:mime_type", mediaType);
            return DocumentEditor.NoContents;
        });

    // Null for what is no UTF-8.
    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes) is var text && text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
