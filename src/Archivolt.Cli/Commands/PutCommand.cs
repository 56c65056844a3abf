using System.CommandLine;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt put PROVIDER FILE...</c></summary>
internal sealed class PutCommand : ArchivoltCommand
{
    private const string StandardInput = "-";

    private readonly ProviderArgument _provider = new();

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Files to store; '-' is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _document = new("--document")
    {
        Description = "The document that the content belongs to, for providers that name content after its document.",
        HelpName = "ID",
    };

    private readonly Option<string?> _repository = new("--repository") { Description = "Its repository. Default: default.", HelpName = "NAME" };

    private readonly Option<string?> _xpath = new("--xpath") { Description = "Its property. Default: file:content.", HelpName = "XPATH" };

    public PutCommand()
        : base("put", "Store files and print 'KEY<TAB>FILE' for each.",
            "archivolt put default report.pdf photo.jpg",
            "tar c folder | archivolt put default -",
            "archivolt put default report.pdf --store /srv/binaries")
    {
        Note = "Content that is already there is not stored again. No document refers to what is put this way, so it may be collected after a while;\n"
            + "upload through the server to attach content to a document.";
        Add(_provider);
        Add(_files);
        Add(_document);
        Add(_repository);
        Add(_xpath);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var files = invocation.Get(_files);
        CheckFiles(files);
        await using var services = Application.OpenToWrite(invocation);
        var provider = (await services.BlobsAsync(cancellationToken)).Named(invocation.Get(_provider));
        var owner = OwnerOf(invocation, services.GetRequiredService<SchemaRegistry>());
        CheckOwner(provider, owner, files);
        foreach (var file in files)
        {
            var blob = await StoreAsync(invocation, provider, file, owner, cancellationToken);
            invocation.Output.Write(
                new Line(blob.Key.ToString(), blob.Length ?? 0, blob.Digest, blob.MediaType, file), line => $"{line.Key}\t{line.File}");
            await invocation.Output.FlushAsync();
        }
        return ExitCode.Ok;
    }

    private static async Task<BlobInfo> StoreAsync(
        Invocation invocation, BlobProvider provider, string file, BlobOwner? owner, CancellationToken cancellationToken)
    {
        await using var content = file == StandardInput ? invocation.Terminal.In : Open(file);
        long? length = content.CanSeek ? content.Length : null;
        var source = BlobSource.FromStream(content, length).With(fileName: file == StandardInput ? null : Path.GetFileName(file));
        return await ProgressBar.RunAsync(
            invocation, file, length, progress => provider.WriteAsync(source, owner, progress, cancellationToken));
    }

    private static FileStream Open(string file) => new(file, new FileStreamOptions
    {
        Share = FileShare.Read | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.SequentialScan,
    });

    // Before anything is stored, so that a slip of the pen does not leave half of the work done.
    private static void CheckFiles(string[] files)
    {
        if (files.Count(file => file == StandardInput) > 1)
            throw CommandException.Usage("Standard input ('-') can be stored only once.");
        foreach (var file in files.Where(file => file != StandardInput && !File.Exists(file)))
            throw CommandException.Usage(Directory.Exists(file) ? $"'{file}' is a folder; name its files." : $"There is no file '{file}'.");
    }

    private BlobOwner? OwnerOf(Invocation invocation, SchemaRegistry schemas)
    {
        if (invocation.Get(_document) is not { } document)
            return null;
        if (!PropertyPath.TryParse(invocation.Get(_xpath) ?? "file:content", out var path) || schemas.Canonical(path) is not { } canonical)
            throw CommandException.Usage($"'{invocation.Get(_xpath)}' is no property path; write it like 'file:content' or 'files:files/0/file'.");
        return new BlobOwner(invocation.Get(_repository) ?? "default", document, schemas.LowLevel(canonical));
    }

    private static void CheckOwner(BlobProvider provider, BlobOwner? owner, string[] files)
    {
        if (!NeedsOwner(provider.Options.KeyStrategy))
            return;
        if (owner is null)
            throw CommandException.Usage($"The provider '{provider.Id}' names content after its document; add --document ID.");
        if (files.Length > 1)
            throw CommandException.Usage($"One property of a document holds one content; put the {files.Length} files one by one.");
    }

    private static bool NeedsOwner(KeyStrategy strategy) => strategy switch
    {
        KeyStrategy.ByDocument => true,
        KeyStrategy.Managed managed => NeedsOwner(managed.Inner),
        _ => false,
    };

    private sealed record Line(string Key, long Length, string? Digest, string? MediaType, string File);
}
