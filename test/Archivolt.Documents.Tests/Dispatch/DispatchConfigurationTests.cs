using System.Text;
using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Documents.Configuration;
using Archivolt.Documents.Dispatch;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Archivolt.Documents.Tests.Dispatch;

/// <summary>Rules in <c>appsettings.json</c> and in code.</summary>
public class DispatchConfigurationTests
{
    private const string Providers = """
        "Providers": { "default": { "Type": "Memory" }, "videos": { "Type": "Memory" } }
        """;

    [Fact]
    public async Task Rules_are_read_in_their_order()
    {
        await using var services = Services("""
            "Dispatch": {
              "Rules": [
                { "When": "dc:format=video,blob:length<10", "Provider": "default" },
                { "When": "dc:format=video", "Provider": "videos" }
              ],
              "Default": "default"
            }
            """);
        var dispatcher = services.GetRequiredService<IBlobDispatcher>();
        var document = Sample.Document();
        document.Properties.Set("dc:format", "video");
        dispatcher.Decide(Sample.Blob, document, path: null).Provider.ShouldBe("videos");
        dispatcher.Decide(Sample.Blob with { Length = 1 }, document, path: null).Provider.ShouldBe("default");
    }

    [Theory]
    [InlineData("""{ "Rules": [ { "When": "dc:format", "Provider": "videos" } ], "Default": "default" }""", "rule 'dc:format' (Archivolt:Dispatch:Rules:0)")]
    [InlineData("""{ "Rules": [ { "When": "dc:format=a", "Provider": "nowhere" } ], "Default": "default" }""", "Known: default, videos")]
    [InlineData("""{ "Rules": [ { "When": "dc:format=a", "Provider": "videos" } ] }""", "have no default")]
    [InlineData("""{ "Rules": [ { "Wen": "dc:format=a", "Provider": "videos" } ], "Default": "default" }""", "Archivolt:Dispatch:Rules:0:Wen is not a setting")]
    [InlineData("""{ "Rules": [ { "Provider": "videos" } ], "Default": "default" }""", "Archivolt:Dispatch:Rules:0 is no dispatch rule")]
    [InlineData("""{ "Defualt": "default" }""", "Archivolt:Dispatch:Defualt is not a setting; did you mean Default?")]
    [InlineData("""{ "Type": "Mine", "Default": "default" }""", "There is no dispatcher 'Mine'")]
    public void What_is_wrong_is_named(string dispatch, string message)
    {
        var refusal = Should.Throw<BlobException>(() => Services($"\"Dispatch\": {dispatch}").GetRequiredService<IBlobDispatcher>());
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldContain(message);
    }

    [Fact]
    public async Task Lenient_starts_with_what_is_left()
    {
        await using var services = Services("""
            "Lenient": true, "Dispatch": { "Rules": [ { "When": "dc:format", "Provider": "videos" } ], "Default": "default" }
            """);
        services.GetRequiredService<LiveDispatcher>().Current.ShouldBeOfType<RuleDispatcher>().Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Leniency);
    }

    [Fact]
    public async Task A_dispatcher_of_ones_own_gets_the_rules()
    {
        IReadOnlyList<DispatchRule>? seen = null;
        await using var services = Services(
            """ "Dispatch": { "Type": "Mine", "Rules": [ { "When": "anything at all", "Provider": "videos" } ] } """,
            builder => builder.AddDispatcherType("Mine", (_, rules) =>
            {
                seen = rules;
                return new RepositoryDispatcher(["videos"]);
            }));
        services.GetRequiredService<IBlobDispatcher>().ProviderIds.ShouldBe(["videos"]);
        seen.ShouldNotBeNull().ShouldHaveSingleItem().When.ShouldBe("anything at all");
    }

    [Fact]
    public void Rules_in_two_places_are_refused() =>
        Should.Throw<BlobException>(() => Services(""" "Dispatch": { "Default": "default" } """, builder => builder.UseRules(new DispatchRule("default", "videos"))))
            .Message.ShouldContain("two places");

    [Fact]
    public void The_dispatcher_follows_the_repositories()
    {
        using var services = Services(""" "Repositories": ["default", "archive"] """);
        DocumentRegistration.RepositoriesOf(services).ShouldBe(["default", "archive"]);
        services.GetRequiredService<IBlobDispatcher>().ProviderIds.ShouldBe(["default", "archive"]);
    }

    private static ServiceProvider Services(string settings, Action<ArchivoltBuilder>? configure = null)
    {
        var json = $$"""{ "Archivolt": { {{Providers}}, {{settings}} } }""";
        var configuration = new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
        return new ServiceCollection().AddLogging().AddArchivolt(configuration, configure).AddDocuments().Services.BuildServiceProvider();
    }
}
