using System.Globalization;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo;

/// <summary>The platform's properties of the cache on the local disk as settings of the section <c>Cache</c>. A provider that gives none of them has no cache here.</summary>
internal static class CacheProperties
{
    private static readonly string[] Properties = ["cachesize", "cachecount", "cacheminage", "nocache"];

    /// <summary>Translates them.</summary>
    /// <param name="settings">Receives the settings.</param>
    /// <param name="provider">The provider.</param>
    /// <param name="find">Looks a property up.</param>
    public static void Translate(PropertyTranslation settings, ContributedProvider provider, Func<string, string?> find)
    {
        foreach (var property in Properties)
            settings.Take(property, "Cache", _ => null);
        if (string.Equals(find("nocache"), "true", StringComparison.OrdinalIgnoreCase))
            return;
        if (find("cachesize") is { } size)
            settings.Set("Cache:MaxBytes", ByteSize.Read(provider, "cachesize", size).ToString(CultureInfo.InvariantCulture));
        Number("cachecount", least: 1, number => settings.Set("Cache:MaxFiles", number.ToString(CultureInfo.InvariantCulture)));
        Number("cacheminage", least: 0, number => settings.Set("Cache:MinAge", TimeSpan.FromSeconds(number).ToString("c", CultureInfo.InvariantCulture)));

        void Number(string property, int least, Action<int> set)
        {
            if (find(property) is not { } text)
                return;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least)
                set(number);
            else
                settings.Ignore(property, $"the property '{property}' is no number of at least {least}, so that the usual one is used");
        }
    }
}
