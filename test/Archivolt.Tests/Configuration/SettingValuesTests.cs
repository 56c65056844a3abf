using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Integrity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Archivolt.Tests.Configuration;

public sealed class SettingValuesTests
{
    [Theory]
    [InlineData("Scrub:Every", "often", "a time above zero, such as 00:01:00")]
    [InlineData("Scrub:Every", "-00:00:01", "a time above zero, such as 00:01:00")]
    [InlineData("Scrub:Attempts", "0", "a number from 1 up")]
    [InlineData("Scrub:Attempts", "3.5", "a number from 1 up")]
    [InlineData("Scrub:StopAfter", "99999999999", "a number from 0 up")]
    [InlineData("Scrub:BytesPerSecond", "0", "a number from 1 up")]
    [InlineData("Scrub:RetryAfter", "-00:00:01", "a time of 00:00:00 or more")]
    [InlineData("Lenient", "yes", "true or false")]
    [InlineData("LeaseTime", "00:00:00.5000000", "a time of 00:00:01 or more")]
    [InlineData("LeaseTime", "soon", "a time of 00:00:01 or more")]
    public async Task A_value_that_cannot_be_is_refused_at_start_with_its_path_and_what_is_allowed(string setting, string value, string allowed)
    {
        await using var services = Services(new() { [$"Archivolt:{setting}"] = value });
        var exception = Should.Throw<BlobException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        exception.Error.ShouldBe(BlobError.Configuration);
        exception.Message.ShouldBe($"Archivolt:{setting} is '{value}'; use {allowed}.");
    }

    [Fact]
    public async Task Values_in_their_limits_are_read()
    {
        await using var services = Services(new() { ["Archivolt:Scrub:Every"] = "1.00:00:00", ["Archivolt:Scrub:StopAfter"] = "0", ["Archivolt:Scrub:BytesPerSecond"] = "" });
        services.GetRequiredService<IStartupValidator>().Validate();
        var scrub = services.GetRequiredService<IOptions<ScrubOptions>>().Value;
        (scrub.Every, scrub.StopAfter, scrub.BytesPerSecond).ShouldBe((TimeSpan.FromDays(1), 0, null));
    }

    [Fact]
    public async Task Options_set_in_code_have_the_same_limits()
    {
        await using var services = new ServiceCollection().AddLogging().Configure<ScrubOptions>(options => options.Attempts = 0)
            .AddArchivolt().Services.BuildServiceProvider();
        Should.Throw<BlobException>(() => services.GetRequiredService<IOptions<ScrubOptions>>().Value)
            .Message.ShouldBe("Archivolt:Scrub:Attempts is '0'; use a number from 1 up.");
        await using var hasty = new ServiceCollection().AddLogging().Configure<ArchivoltOptions>(options => options.LeaseTime = TimeSpan.Zero)
            .AddArchivolt().Services.BuildServiceProvider();
        Should.Throw<BlobException>(() => hasty.GetRequiredService<IStartupValidator>().Validate())
            .Message.ShouldBe("Archivolt:LeaseTime is '00:00:00'; use a time of 00:00:01 or more.");
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings) => new ServiceCollection().AddLogging()
        .AddArchivolt(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Services.BuildServiceProvider();
}
