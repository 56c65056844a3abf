using Archivolt.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Layers.Resilience;

/// <summary>Section <c>Resilience</c> of any store: requests that fail in passing are made again (<see cref="Resilient"/>). Its settings are the times and numbers of <see cref="ResilienceOptions"/>.</summary>
internal static class ResilienceSettings
{
    public static readonly IReadOnlyList<string> Names =
        [nameof(ResilienceOptions.Retries), nameof(ResilienceOptions.Delay), nameof(ResilienceOptions.LongestDelay), nameof(ResilienceOptions.Timeout), nameof(ResilienceOptions.IdleTimeout), nameof(ResilienceOptions.BreakTime)];

    public static ConfiguredStore Apply(LayerContext context, ConfiguredStore configured)
    {
        var usual = new ResilienceOptions();
        var options = usual with
        {
            Retries = SettingValues.Read<int>(context.Section, "Retries", times => times is >= 0 and <= 100, "a number from 0 to 100") ?? usual.Retries,
            Delay = Time("Delay", usual.Delay),
            LongestDelay = Time("LongestDelay", usual.LongestDelay),
            Timeout = Time("Timeout", usual.Timeout),
            IdleTimeout = Time("IdleTimeout", usual.IdleTimeout),
            BreakTime = Time("BreakTime", usual.BreakTime),
        };
        return configured with { Store = new Resilient(configured.Store, options, context.Services.GetRequiredService<TimeProvider>()) };

        // The library that waits takes no less and no more.
        TimeSpan Time(string name, TimeSpan otherwise) => SettingValues.Read<TimeSpan>(
            context.Section, name, time => time >= TimeSpan.FromMilliseconds(name is "Timeout" ? 10 : name is "BreakTime" ? 500 : 1) && time <= TimeSpan.FromHours(24),
            "a time such as 00:00:10, at most a day") ?? otherwise;
    }
}
