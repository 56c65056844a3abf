using System.CommandLine;
using Archivolt.Documents.Ownership;
using Archivolt.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Cli.Commands;

/// <summary><c>archivolt stores take|join|leave PROVIDER</c></summary>
internal sealed class StoresChangeCommand : ArchivoltCommand
{
    private readonly ProviderArgument _provider = new();
    private readonly Option<Guid?>? _installation;
    private readonly Func<StoreOwnership, string, Guid?, CancellationToken, Task> _change;

    private StoresChangeCommand(
        string name, string description, Func<StoreOwnership, string, Guid?, CancellationToken, Task> change, string note, Option<Guid?>? installation = null)
        : base(name, description, $"archivolt stores {name} default")
    {
        (_change, _installation, Note) = (change, installation, note);
        Add(_provider);
        if (installation is not null)
            Add(installation);
    }

    public static StoresChangeCommand Take() => new(
        "take", "Make this installation the only one that uses a provider's stores.", (ownership, provider, _, cancelled) => ownership.TakeAsync(provider, cancelled),
        "For a store or database that was copied, restored or moved. The other installation is refused from then on; what only its documents refer to is collected after the grace.");

    public static StoresChangeCommand Join() => new(
        "join", "Use a provider's stores together with the installations that use them now.", (ownership, provider, _, cancelled) => ownership.JoinAsync(provider, cancelled),
        "Nothing is collected there while several installations use it, since each knows only its own documents.");

    public static StoresChangeCommand Leave() => new(
        "leave", "End the use of a provider's stores by this installation, or by another one.",
        (ownership, provider, installation, cancelled) => ownership.LeaveAsync(provider, installation, cancelled),
        "What only its documents refer to is collected by the others after the grace.",
        new Option<Guid?>("--installation") { Description = "The installation that leaves, as 'stores list' names it. Default: this one." });

    public override async Task<ExitCode> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        await using var services = Application.OpenToChangeOwners(invocation);
        var provider = (await _provider.OfAsync(invocation, services, cancellationToken)).Id;
        var installation = _installation is null ? null : invocation.Get(_installation);
        await services.GetRequiredService<IOperatorLog>().WriteAsync(
            new OperatorOrder($"stores{char.ToUpperInvariant(Name[0])}{Name[1..]}", "system", $"{Description} ({provider})", new Dictionary<string, string>(StringComparer.Ordinal) { ["provider"] = provider }),
            cancellationToken);
        await _change(services.GetRequiredService<StoreOwnership>(), provider, installation, cancellationToken);
        return ExitCode.Ok;
    }
}
