using Archivolt.AspNetCore.Archives;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Packs files into a ZIP, which is made while it is sent; where the files stand in the request, after it.</summary>
internal sealed class CreateZip : Operation
{
    private const string DefaultName = "files.zip";

    public CreateZip() : base("Blob.CreateZip", "Conversion", "Packs files into a ZIP.") => Parameters = [new("filename", ParameterType.Text)];

    public override IReadOnlyList<string> Signature { get; } = ["blob", "blob", "bloblist", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        var files = call.Blobs;
        var name = call.Text("filename") is { Length: > 0 } given ? given : DefaultName;
        return files.AreInRequest
            ? OperationResult.Of(await OperationBlob.Made.AsideAsync(call, name, ArchiveResult.MediaType, (target, cancellationToken) => ArchiveResult.WriteAsync(FillAsync, target, cancellationToken)))
            : OperationResult.Zip(name, FillAsync, needsRequest: true);

        async Task FillAsync(ZipWriter zip, CancellationToken cancellationToken)
        {
            await foreach (var file in files.Items.WithCancellation(cancellationToken))
            {
                await using var content = await file.OpenAsync(cancellationToken);
                await zip.AddAsync("", file.FileName ?? "file", modified: null, content.CopyToAsync, cancellationToken);
            }
        }
    }
}
