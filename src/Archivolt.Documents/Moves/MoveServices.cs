using System.Diagnostics.CodeAnalysis;
using Archivolt.Configuration;
using Archivolt.Documents.Dispatch;
using Archivolt.Jobs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Archivolt.Documents.Moves;

/// <summary>Adds what brings blobs where the rules want them.</summary>
internal static class MoveServices
{
    /// <summary>
    /// Adds the mover, the looks at all documents and the notes of last accesses, which run with the host. For packages that keep documents: they implement <see cref="IBlobMoves"/> and
    /// <see cref="IBlobAccess"/> beside their <see cref="Documents.IDocumentStore"/>.
    /// </summary>
    public static ArchivoltBuilder AddBlobMoves<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMoves,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAccess>(this ArchivoltBuilder builder)
        where TMoves : class, IBlobMoves
        where TAccess : class, IBlobAccess
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSingleton<IBlobMoves, TMoves>();
        services.AddSingleton<IBlobAccess, TAccess>();
        services.TryAddSingleton<Placement>();
        services.TryAddSingleton<TieringScan>();
        services.TryAddSingleton<AccessRecorder>();
        services.TryAddSingleton<DispatchExplainer>();
        services.TryAddSingleton<RuleSimulation>();
        services.TryAddSingleton<MoveSignal>();
        services.TryAddSingleton<BlobMover>();
        services.TryAddSingleton<MoveRun>();
        services.AddJob<MoveJob>().AddJob<TieringJob>().AddJob<AccessJob>();
        return builder;
    }
}
