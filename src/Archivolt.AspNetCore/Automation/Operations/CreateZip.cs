namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Packs files into a ZIP, which is made while it is sent.</summary>
internal sealed class CreateZip : Operation
{
    private const string DefaultName = "files.zip";

    public CreateZip() : base("Blob.CreateZip", "Conversion", "Packs files into a ZIP.") => Parameters = [new("filename", ParameterType.Text)];

    public override IReadOnlyList<string> Signature { get; } = ["blob", "blob", "bloblist", "blob"];

    public override Task<OperationResult> RunAsync(OperationCall call)
    {
        var files = call.Blobs.Items;
        return Task.FromResult(OperationResult.Zip(call.Text("filename") is { Length: > 0 } name ? name : DefaultName, async (zip, cancellationToken) =>
        {
            await foreach (var file in files.WithCancellation(cancellationToken))
            {
                await using var content = await file.OpenAsync(cancellationToken);
                await zip.AddAsync("", file.FileName ?? "file", modified: null, content.CopyToAsync, cancellationToken);
            }
        }, needsRequest: true));
    }
}
