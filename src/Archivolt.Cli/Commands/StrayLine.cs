using Archivolt.Stores;

namespace Archivolt.Cli.Commands;

/// <summary>What <c>verify</c> and <c>check</c> print of a file that is no blob.</summary>
internal sealed record StrayLine(string Provider, string Path, StrayReason Reason, string Detail)
{
    public static StrayLine Of(string provider, StrayFile file) => new(provider, file.Path, file.Reason, file.Detail);

    public override string ToString() =>
        $"{Path}\t{Reason switch { StrayReason.WrongPlace => "misplaced", StrayReason.Unreadable => "unreadable", _ => "stray" }}\t{Detail}";
}
