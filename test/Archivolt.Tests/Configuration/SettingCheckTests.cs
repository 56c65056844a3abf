using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Providers;
using Archivolt.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Tests.Configuration;

public sealed class SettingCheckTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("Providers:default:Pth", "did you mean Path?")]
    [InlineData("Providers:default:Mirror:Write", "did you mean Writes?")]
    [InlineData("Providers:default:Cold:RestoreDelai", "did you mean RestoreDelay?")]
    [InlineData("Providers:default:Miror:Path", "did you mean Mirror?")]
    [InlineData("Lenint", "did you mean Lenient?")]
    [InlineData("Scrub:Evry", "did you mean Every?")]
    [InlineData("Scrub:Elephant", "use BytesPerSecond")]
    public async Task A_misspelt_setting_is_named_with_the_nearest_one(string setting, string expected)
    {
        await using var services = Configured(setting, "hunter2");
        var exception = await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync);
        exception.Error.ShouldBe(BlobError.Configuration);
        var path = setting == "Providers:default:Miror:Path" ? "Providers:default:Miror" : setting;
        exception.Message.ShouldStartWith($"Archivolt:{path} is not a setting; {expected}");
        exception.Message.ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("Cold:RestorDelay", "Cold:RestorDelay is not a setting; did you mean RestoreDelay?")]
    [InlineData("Colds:RestoreDelay", "Colds is not a setting; did you mean Cold?")]
    [InlineData("Mirror:Writs", "Mirror:Writs is not a setting; did you mean Writes?")]
    [InlineData("Mirror:Cold:RestoreDelay", "Mirror:Cold is for a whole provider")]
    [InlineData("Encryption:KeyFile", "Encryption needs the package")]
    [InlineData("MaxLength", "MaxLength is not a setting; use Type")]
    public async Task A_misspelt_setting_is_refused_in_code_too_before_anything_is_opened(string setting, string expected)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddArchivolt(archivolt => archivolt.UseDataPath(_directory["data"]).AddFileStore("default", "files").MirroredTo("copy").With(setting, "1"));
        await using var provider = services.BuildServiceProvider();
        var refusal = Should.Throw<BlobException>(() => provider.GetRequiredService<BlobManager>());
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldStartWith($"Archivolt:Providers:default:{expected}");
    }

    [Theory]
    [InlineData("lenient", "true")]
    [InlineData("Scrub:every", "01:00:00")]
    [InlineData("Mine:Word", "hello")]
    [InlineData("Open:Whatever", "hello")]
    public async Task What_somebody_reads_is_taken(string setting, string value)
    {
        await using var services = Configured(setting, value);
        (await services.OpenBlobsAsync()).Providers.ShouldHaveSingleItem();
    }

    private ServiceProvider Configured(string setting, string value)
    {
        var settings = new Dictionary<string, string?> { ["Archivolt:DataPath"] = _directory["data"], [$"Archivolt:{setting}"] = value };
        if (setting.Contains("Mirror:", StringComparison.Ordinal))
            settings["Archivolt:Providers:default:Mirror:Path"] = "copy";
        var services = new ServiceCollection().AddLogging();
        services.AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.AddSettings("Archivolt:Mine", "Word").AddSettings("Archivolt", "Open").BuildServiceProvider();
    }
}
