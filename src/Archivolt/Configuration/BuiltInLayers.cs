using Archivolt.Layers;
using Archivolt.Layers.Caching;
using Archivolt.Layers.Migration;
using Archivolt.Layers.Mirroring;
using Archivolt.Layers.Resilience;
using Archivolt.Layers.Sidecars;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Configuration;

/// <summary>The layers of this package: <c>Resilience</c>, <c>Cache</c>, <c>Mirror</c>, <c>MigrateFrom</c>, <c>Cold</c>, and the lock on records.</summary>
internal static class BuiltInLayers
{
    public static void AddTo(ArchivoltBuilder builder) => builder
        .AddLayer(new LayerRegistration("Resilience", LayerOrder.Resilient, (context, store, _) => ValueTask.FromResult(ResilienceSettings.Apply(context, store)))
        {
            Settings = ResilienceSettings.Names,
        })
        .AddLayer(new LayerRegistration("Cache", LayerOrder.Cached, (context, store, _) => ValueTask.FromResult(CacheSettings.Apply(context, store)))
        {
            Settings = CacheSettings.Names,
        })
        .AddLayer(new LayerRegistration("Mirror", LayerOrder.Mirrored, MirrorSettings.ApplyAsync) { DescribesStore = true, Settings = ["Writes"] })
        .AddLayer(new LayerRegistration("MigrateFrom", LayerOrder.Migrating, MigrationSettings.ApplyAsync) { DescribesStore = true, Settings = [] })
        .AddLayer(new LayerRegistration("Cold", LayerOrder.Cold, (context, store, _) => ValueTask.FromResult(ColdSettings.Apply(context, store)))
        {
            Settings = ["RestoreDelay", "Path"],
        })
        .AddLayer(new LayerRegistration("Retention", LayerOrder.Retained, (context, store, _) =>
            ValueTask.FromResult(SidecarStore.Lockable(store, context.Services.GetRequiredService<TimeProvider>())))
        {
            Settings = [],
            IsImplied = true,
        });
}
