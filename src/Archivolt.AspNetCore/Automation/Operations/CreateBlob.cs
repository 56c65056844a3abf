using Archivolt.AspNetCore.Errors;
using Archivolt.Documents.Downloads;

namespace Archivolt.AspNetCore.Automation.Operations;

/// <summary>Sends a file of another server, for administrators.</summary>
internal sealed class CreateBlob : Operation
{
    private readonly RemoteFiles _files;

    public CreateBlob(RemoteFiles files) : base("Blob.CreateFromURL", "Files", "Sends the file behind an http or https URL; for administrators.")
    {
        _files = files;
        Aliases = ["Blob.Create"];
        Parameters = [new("file", ParameterType.Text, IsRequired: true), new("mime-type", ParameterType.Text), new("filename", ParameterType.Text), new("encoding", ParameterType.Text)];
    }

    public override IReadOnlyList<string> Signature { get; } = ["void", "blob"];

    public override async Task<OperationResult> RunAsync(OperationCall call)
    {
        if (!call.Principal.IsAdministrator)
            throw RequestException.Forbidden("Only administrators have this server fetch files of other servers.");
        var answer = await _files.GetAsync(call.RequiredText("file"), call.Cancelled);
        call.Context.Response.RegisterForDispose(answer);
        var name = call.Text("filename") is { Length: > 0 } given ? given : RemoteFiles.NameOf(answer);
        var type = call.Text("mime-type") is { Length: > 0 } asked ? asked : answer.Content.Headers.ContentType?.MediaType;
        var encoding = call.Text("encoding") ?? answer.Content.Headers.ContentType?.CharSet;
        return OperationResult.Of(new OperationBlob.Made(DownloadFileName.Clean(name) ?? "file", BlobAnswer.TypeOf(type, encoding),
            (target, cancellationToken) => RemoteFiles.CopyAsync(answer, target, cancellationToken))
        {
            NeedsRequest = true,
        });
    }
}
