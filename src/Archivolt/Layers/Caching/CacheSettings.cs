using Archivolt.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Layers.Caching;

/// <summary>
/// Section <c>Cache</c> of any store: what is read is kept near (<see cref="Cached"/>). Its settings are the properties of <see cref="CacheOptions"/>; <c>Path</c> is a directory
/// <c>cache/ID</c> below the data path unless said. Content named by its digest is served for an hour before the store is asked, other content never.
/// </summary>
internal static class CacheSettings
{
    public static readonly IReadOnlyList<string> Names = [.. typeof(CacheOptions).GetProperties().Where(property => property.CanWrite).Select(property => property.Name)];

    private static readonly TimeSpan ForDigests = TimeSpan.FromHours(1);

    public static ConfiguredStore Apply(LayerContext context, ConfiguredStore configured)
    {
        var section = context.Section;
        var path = section["Path"] is { Length: > 0 } given ? given : $"cache/{Uri.EscapeDataString(context.Provider.Id)}";
        var usual = new CacheOptions { Path = context.Provider.Options.Resolve(path) };
        var options = usual with
        {
            MaxBytes = SettingValues.Read<long>(section, "MaxBytes", bytes => bytes > 0, "a number of bytes above 0") ?? usual.MaxBytes,
            MaxFiles = SettingValues.Read<int>(section, "MaxFiles", files => files > 0, "a number above 0") ?? usual.MaxFiles,
            MinAge = SettingValues.Read<TimeSpan>(section, "MinAge", time => time >= TimeSpan.Zero) ?? usual.MinAge,
            BlockSize = SettingValues.Read<int>(section, "BlockSize", bytes => bytes is >= CacheOptions.MinBlockSize and <= CacheOptions.MaxBlockSize,
                $"a number of bytes from {CacheOptions.MinBlockSize} to {CacheOptions.MaxBlockSize}") ?? usual.BlockSize,
            CheckAfter = SettingValues.Read<TimeSpan>(section, "CheckAfter", time => time >= TimeSpan.Zero)
                ?? (configured.Options.KeyStrategy is KeyStrategy.ByDigest ? ForDigests : TimeSpan.Zero),
        };
        // Encrypted anew, the same content has other bytes.
        options = options with
        {
            KeysAreDigests = SettingValues.Read<bool>(section, "KeysAreDigests")
                ?? (configured.Options.KeyStrategy is KeyStrategy.ByDigest && !context.Provider.Section.GetSection("Encryption").Exists()),
        };
        return configured with { Store = new Cached(configured.Store, options, context.Services.GetRequiredService<TimeProvider>()) };
    }
}
