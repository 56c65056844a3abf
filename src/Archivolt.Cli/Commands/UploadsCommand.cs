using System.CommandLine;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt uploads</c></summary>
internal sealed class UploadsCommand : ArchivoltCommand
{
    private readonly Option<string?> _provider = new("--provider") { Description = "Only of this provider.", HelpName = "ID" };

    private readonly Option<double> _hours = new("--hours") { Description = "Only what is open for at least so long.", HelpName = "N" };

    public UploadsCommand()
        : base("uploads", "List content that no document came for yet: key, bytes, when it was reserved, by which process.", "archivolt uploads", "archivolt uploads --provider default --hours 24 --json")
    {
        Note = "What stays open longer than Archivolt:Collection:UploadTimeout is condemned by the next collection.";
        Add(_provider);
        Add(_hours);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenHomeToRead(invocation);
        var uploads = services.GetRequiredService<IUploadLedger>();
        var isEmpty = true;
        await foreach (var upload in uploads.ListAsync(invocation.Get(_provider), TimeSpan.FromHours(invocation.Get(_hours)), cancellationToken))
        {
            isEmpty = false;
            invocation.Output.Write(upload, open => string.Create(CultureInfo.InvariantCulture,
                $"{new BlobKey(open.Provider, open.Key)}\t{open.Length}\t{open.Reserved.ToText()}\t{open.Node}"));
        }
        if (isEmpty && !invocation.Output.IsJson)
            await invocation.Terminal.Error.WriteLineAsync("No uploads are open.");
        return ExitCode.Ok;
    }
}
