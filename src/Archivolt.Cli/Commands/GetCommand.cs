using System.CommandLine;
using Archivolt.Blobs;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt get KEY [-o FILE]</c></summary>
internal sealed class GetCommand : ArchivoltCommand
{
    private const int BlockSize = 256 * 1024;

    private readonly Argument<BlobKey> _key = KeyArgument.Create();

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write to this file, which appears when it is complete; a pipe or device is written to directly. Default: standard output.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _force = new("--force", "-f") { Description = "Replace the file if it exists, or write to the pipe or device." };

    private readonly Option<ByteRange> _range = new("--range")
    {
        Description = "Only these bytes, counted from 0, both ends included: 0-99, 100-, or -100 for the last 100.",
        HelpName = "RANGE",
        CustomParser = result =>
        {
            if (!ByteRange.TryParse(result.Tokens[0].Value, out var range))
                result.AddError($"'{result.Tokens[0].Value}' is no range; write '0-99', '100-' or '-100'.");
            return range;
        },
    };

    public GetCommand()
        : base("get", "Read a blob to a file or to standard output; exit code 1 when it is not there.",
            "archivolt get default:5eb63bbbe01eeed093cb22bb8f5acdc3 -o report.pdf",
            "archivolt get default:5eb63bbbe01eeed093cb22bb8f5acdc3 --range 0-1023 | file -")
    {
        Add(_key);
        Add(_output);
        Add(_force);
        Add(_range);
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var key = invocation.Get(_key);
        var target = invocation.Get(_output);
        await using var file = target is null ? null : new OutputFile(target);
        var force = invocation.Get(_force);
        if (file is { Exists: true } && !force)
            throw CommandException.Usage(
                file.IsFile ? $"'{target}' exists already; use --force to replace it." : $"'{target}' is no regular file; use --force to write to it.");
        await using var services = Application.OpenToRead(invocation);
        var provider = (await services.BlobsAsync(cancellationToken)).Named(key.Provider!);
        await using var content = await provider.OpenAsync(key.Key, invocation.Get(_range), cancellationToken);
        if (file is null)
        {
            await CopyAsync(invocation, key, content, invocation.Terminal.Out, cancellationToken);
            return ExitCode.Ok;
        }
        await CopyAsync(invocation, key, content, await file.OpenAsync(cancellationToken), cancellationToken);
        await file.PublishAsync(force);
        // A device may be standard output by another name, where a line would end up in the content.
        if (file.IsFile)
            invocation.Output.Write(new Line(key.ToString(), content.Length, target!), line => $"{line.Key}\t{line.File}");
        return ExitCode.Ok;
    }

    // No bar into content that is itself on the screen.
    private static Task<long> CopyAsync(Invocation invocation, BlobKey key, Stream content, Stream target, CancellationToken cancellationToken) =>
        target == invocation.Terminal.Out && invocation.Terminal.OutIsScreen
            ? CopyAsync(content, target, progress: null, cancellationToken)
            : ProgressBar.RunAsync(invocation, key.Key, content.Length, progress => CopyAsync(content, target, progress, cancellationToken));

    private static async Task<long> CopyAsync(Stream content, Stream target, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var buffer = new byte[BlockSize];
        var done = 0L;
        for (int count; (count = await content.ReadAsync(buffer, cancellationToken)) > 0; progress?.Report(done))
        {
            await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            done += count;
        }
        await target.FlushAsync(cancellationToken);
        return done;
    }

    private sealed record Line(string Key, long Length, string File);
}
