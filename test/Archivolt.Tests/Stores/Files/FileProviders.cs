using Archivolt.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Tests.Stores.Files;

/// <summary>Applications with one provider <c>default</c> of type <c>File</c>, as a configuration makes them.</summary>
internal static class FileProviders
{
    public static ServiceProvider Start(string home, params (string Name, string? Value)[] settings) => new ServiceCollection().AddLogging()
        .AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(settings.Append(("Type", "File"))
            .Select(setting => KeyValuePair.Create($"Archivolt:Providers:default:{setting.Item1}", setting.Item2))
            .Append(KeyValuePair.Create("Archivolt:DataPath", (string?)home))).Build())
        .Services.BuildServiceProvider();
}
