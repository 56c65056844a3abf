using System.CommandLine;
using System.Globalization;
using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt restore KEY</c></summary>
internal sealed class RestoreCommand : ArchivoltCommand
{
    private readonly Argument<BlobKey> _key = KeyArgument.Create();

    private readonly Option<int> _days = new("--days") { Description = "For how many days it is to be readable.", DefaultValueFactory = _ => 1 };

    public RestoreCommand()
        : base("restore", "Ask for a blob in cold storage to be readable for some days; asking twice asks once.",
            "archivolt restore archive:5eb63bbbe01eeed093cb22bb8f5acdc3",
            "archivolt restore archive:5eb63bbbe01eeed093cb22bb8f5acdc3 --days 7 --json")
    {
        Note = "It is readable when 'archivolt stat' says so. Content that a document waits for comes back by itself, see the server's retrieval check.";
        Add(_key);
        Add(_days);
        _days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 36_500)
                result.AddError("--days takes a number of days from 1.");
        });
    }

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var key = invocation.Get(_key);
        await using var services = Application.OpenToWrite(invocation);
        var provider = (await services.BlobsAsync(cancellationToken)).Named(key.Provider!);
        var store = provider.Ability<IColdStorage>() ?? throw CommandException.Usage($"The provider '{provider.Id}' has no cold storage.");
        var status = await store.GetStatusAsync(key.Key, cancellationToken) is null
            ? throw CommandException.NotFound($"There is no blob '{key}'.")
            : await store.RequestRestoreAsync(key.Key, TimeSpan.FromDays(invocation.Get(_days)), cancellationToken);
        invocation.Output.Write(ColdLine.Of(key, status), line => line.ToString());
        return ExitCode.Ok;
    }

    /// <summary>What is printed of a blob's way out of cold storage.</summary>
    private sealed record ColdLine(string Key, ColdState State, DateTimeOffset? Expected, DateTimeOffset? Until)
    {
        public static ColdLine Of(BlobKey key, ColdStatus status) => new(key.ToString(), status.State, status.Expected, status.Until);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Key}\t{Words}");

        private string Words => this switch
        {
            { Expected: { } expected } => $"restoring, expected {expected.ToText()}",
            { Until: { } until } => $"readable until {until.ToText()}",
            { State: ColdState.Available } => "readable",
            _ => "restoring",
        };
    }
}
