using Archivolt.Blobs;
using Archivolt.Nuxeo.Contributions;

namespace Archivolt.Nuxeo.Tests;

public sealed class ContributionReaderTests : IDisposable
{
    private const string LocalBlobProvider = "org.nuxeo.ecm.core.blob.LocalBlobProvider";

    private readonly string _folder = Directory.CreateTempSubdirectory("archivolt-contributions-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_documented_dispatcher_loads_unchanged()
    {
        var dispatcher = Read(Snippets.Dispatcher).Dispatcher.ShouldNotBeNull();
        dispatcher.Class.ShouldBe(ContributedDispatcher.DefaultClass);
        dispatcher.Rules.Select(rule => (rule.When, rule.Provider, rule.Where)).ShouldBe(
        [
            ("dc:format=video", "videos", "a.xml, line 4"),
            ("blob:mime-type=video/mp4", "videos", "a.xml, line 5"),
            ("blob:xpath~files/*/file", "attachments", "a.xml, line 6"),
            ("dc:source=secret", "encrypted", "a.xml, line 7"),
            ("default", "default", "a.xml, line 8"),
        ]);
    }

    [Fact]
    public void A_dispatcher_at_the_older_target_is_understood_and_noticed()
    {
        var contributions = Read(Snippets.OlderDispatcher);
        contributions.Dispatcher.ShouldNotBeNull().Rules.Count.ShouldBe(4);
        contributions.Notices.ShouldHaveSingleItem().ShouldStartWith("a.xml, line 2: <blobdispatcher> belongs to the target org.nuxeo.ecm.core.blob.DocumentBlobManager");
    }

    [Theory]
    [InlineData(Snippets.Default, "default")]
    [InlineData(Snippets.ExternalFileSystem, "fs")]
    [InlineData(Snippets.OlderProviders, "videos", "encrypted")]
    [InlineData(Snippets.Providers, "videos", "attachments", "encrypted")]
    public void The_documented_providers_load_unchanged(string snippet, params string[] names)
    {
        var contributions = Read(snippet);
        contributions.Providers.Select(provider => provider.Name).ShouldBe(names);
        contributions.Notices.ShouldBeEmpty();
    }

    [Fact]
    public void Several_snippets_in_one_file_and_a_whole_component_are_the_same()
    {
        var together = Read(Snippets.Default + Snippets.Providers + Snippets.Dispatcher);
        var component = Read($"<?xml version=\"1.0\"?>\n<component name=\"my.blobs\" version=\"1.0\">\n<documentation>x</documentation>{Snippets.Default}{Snippets.Providers}{Snippets.Dispatcher}</component>");
        together.Providers.Select(provider => (provider.Name, provider.Class)).ShouldBe(component.Providers.Select(provider => (provider.Name, provider.Class)));
        together.Dispatcher!.Rules.Select(rule => rule.When).ShouldBe(component.Dispatcher!.Rules.Select(rule => rule.When));
    }

    [Fact]
    public void Extensions_of_other_targets_are_left_alone() =>
        Read("""<extension target="org.nuxeo.ecm.core.schema.TypeService" point="schema"><schema name="${unset}"/></extension>""").Providers.ShouldBeEmpty();

    [Fact]
    public void A_provider_contributed_again_keeps_what_the_later_one_does_not_say()
    {
        Write("a.xml", Provider("p", $"<class>{LocalBlobProvider}</class><property name='path'> one </property><property name='digest'>MD5</property>"));
        Write("b.xml", Provider("p", "<property name='digest'>SHA-256</property><property name='namespace'>n</property>"));
        var provider = ReadFolder().Providers.ShouldHaveSingleItem();
        provider.Class.ShouldBe(LocalBlobProvider);
        provider.Where.ToString().ShouldBe("a.xml, line 2");
        provider.Properties.ShouldBe(new Dictionary<string, string> { ["path"] = "one", ["digest"] = "SHA-256", ["namespace"] = "n" }, ignoreOrder: true);
    }

    [Fact]
    public void A_provider_without_class_is_a_local_one() => Read(Provider("p", "")).Providers.ShouldHaveSingleItem().Class.ShouldBe(LocalBlobProvider);

    [Fact]
    public void A_later_dispatcher_replaces_the_earlier_one()
    {
        Write("a.xml", Dispatcher("", ("dc:format=video", "videos"), ("default", "default")));
        Write("b.xml", Dispatcher("", ("dc:source=secret", "encrypted"), ("default", "other")));
        ReadFolder().Dispatcher.ShouldNotBeNull().Rules.Select(rule => rule.When).ShouldBe(["dc:source=secret", "default"]);
    }

    [Fact]
    public void A_merged_dispatcher_adds_rules_and_changes_providers_in_place()
    {
        Write("a.xml", Dispatcher("", ("dc:format=video", "videos"), ("default", "default")));
        Write("b.xml", Dispatcher("merge='true'", ("dc:source=secret", "encrypted"), ("dc:format=video", "films")));
        ReadFolder().Dispatcher.ShouldNotBeNull().Rules.Select(rule => (rule.When, rule.Provider, rule.Where)).ShouldBe(
            [("dc:format=video", "films", "b.xml, line 4"), ("default", "default", "a.xml, line 4"), ("dc:source=secret", "encrypted", "b.xml, line 3")]);
    }

    [Fact]
    public void Dispatchers_of_different_classes_do_not_merge()
    {
        Write("a.xml", Dispatcher("", ("default", "default")).Replace("<property", "<class>my.Dispatcher</class><property", StringComparison.Ordinal));
        Write("b.xml", Dispatcher("merge='true'", ("default", "default")));
        Should.Throw<BlobException>(ReadFolder).Message.ShouldBe(
            "b.xml, line 2: Can not merge blob dispatcher with different class: class my.Dispatcher and class org.nuxeo.ecm.core.blob.DefaultBlobDispatcher.");
    }

    [Fact]
    public void Files_come_in_the_order_of_their_names_but_behind_what_they_require()
    {
        Write("a.xml", $"<component name='a'><require>b</require><require>elsewhere</require>{Provider("p", "<property name='path'>a</property>")}</component>");
        Write("b.xml", $"<component name='b'>{Provider("p", "<property name='path'>b</property>")}</component>");
        ReadFolder().Providers.ShouldHaveSingleItem().Properties["path"].ShouldBe("a");
        Write("b.xml", "<component name='b'><require>a</require></component>");
        Should.Throw<BlobException>(ReadFolder).Message.ShouldContain("requires itself");
    }

    [Fact]
    public void Variables_are_filled_in_as_text()
    {
        var options = new ContributionOptions { Variable = name => name == "a.path" ? "<x>&</x>" : null, WithDefaultProvider = false };
        var provider = ContributionReader.ReadText(
            Provider("${id:=p}", "<property name='path'>${a.path}/${b:=c}</property><property name='digest'>${none:=}</property>"), "a.xml", options).Providers.ShouldHaveSingleItem();
        provider.Name.ShouldBe("p");
        provider.Property("path").ShouldBe("<x>&</x>/c");
        provider.Property("digest").ShouldBeNull();
    }

    [Fact]
    public void A_variable_without_value_is_refused_or_stays_as_it_is()
    {
        var xml = Provider("p", "\n<property name='path'>${nowhere}</property>");
        Should.Throw<BlobException>(() => Read(xml)).Message.ShouldStartWith("a.xml, line 3: the variable ${nowhere} has no value");
        ContributionReader.ReadText(xml, "a.xml", new ContributionOptions { Lenient = true, WithDefaultProvider = false })
            .Providers.ShouldHaveSingleItem().Property("path").ShouldBe("${nowhere}");
    }

    [Fact]
    public void Every_installation_has_a_default_provider()
    {
        var options = new ContributionOptions { Variable = name => name == "repository.binary.store" ? "/srv/binaries" : null };
        var contributions = ContributionReader.ReadText(Snippets.Providers, "a.xml", options);
        contributions.Providers.Select(provider => provider.Name).ShouldBe(["default", "videos", "attachments", "encrypted"]);
        contributions.Providers[0].Property("path").ShouldBe("/srv/binaries");
    }

    [Theory]
    [InlineData("<extension>\n<blobprovider>\n</extension>", "a.xml, line 3: this is no well-formed XML. The 'blobprovider' start tag on line 2")]
    [InlineData("<binary-store/>", "a.xml, line 1: expected <component> or <extension>, found <binary-store>")]
    [InlineData(" ", "a.xml")]
    [InlineData("<extension target='org.nuxeo.ecm.core.blob.BlobManager' point='configuration'>\n<blobprovider/></extension>", "a.xml, line 2: <blobprovider> needs a name")]
    [InlineData("<extension target='org.nuxeo.ecm.core.blob.BlobManager' point='configuration'>\n<blobprovider name='x'>\n<property>1</property></blobprovider></extension>", "a.xml, line 3: <property> needs a name")]
    [InlineData("<extension target='org.nuxeo.ecm.core.blob.BlobManager' point='configration'/>", "a.xml, line 1: the target org.nuxeo.ecm.core.blob.BlobManager has the point 'configuration' only")]
    public void What_is_wrong_is_named_with_its_line(string xml, string message)
    {
        var refusal = Should.Throw<BlobException>(() => Read(xml));
        refusal.Error.ShouldBe(BlobError.Configuration);
        refusal.Message.ShouldStartWith(message);
    }

    [Fact]
    public void External_entities_and_document_types_are_refused()
    {
        File.WriteAllText(Path.Combine(_folder, "secret.txt"), "top secret");
        Write("a.xml", $"<!DOCTYPE x [<!ENTITY e SYSTEM \"file://{_folder}/secret.txt\">]>\n{Provider("p", "<property name='path'>&e;</property>")}");
        var refusal = Should.Throw<BlobException>(ReadFolder);
        refusal.Message.ShouldContain("DTD");
        refusal.Message.ShouldNotContain("top secret");
    }

    [Fact]
    public void Elements_nested_without_end_are_refused_before_anything_is_built_of_them()
    {
        var nested = string.Concat(Enumerable.Repeat("<a>", 200)) + string.Concat(Enumerable.Repeat("</a>", 200));
        Should.Throw<BlobException>(() => Read($"<component>\n{nested}</component>")).Message.ShouldStartWith("a.xml, line 2: this is no well-formed XML. Elements are nested more than 50 times.");
    }

    [Fact]
    public void A_missing_or_empty_folder_is_refused()
    {
        Should.Throw<BlobException>(ReadFolder).Message.ShouldContain("has no contributions");
        Should.Throw<BlobException>(() => ContributionReader.Read(Path.Combine(_folder, "nope"))).Message.ShouldContain("There is no file or folder");
    }

    [Fact]
    public void What_says_nothing_is_noticed() =>
        Read("<extension target='org.nuxeo.ecm.core.blob.DocumentBlobManager' point='configuration'><blobprovider name='x'/></extension>")
            .Notices.ShouldHaveSingleItem().ShouldBe("a.xml, line 1: <blobprovider> says nothing here and is passed over.");

    private static ContributionSet Read(string xml) => ContributionReader.ReadText(xml, "a.xml", new ContributionOptions { WithDefaultProvider = false });

    private ContributionSet ReadFolder() => ContributionReader.Read(_folder, new ContributionOptions { WithDefaultProvider = false });

    private void Write(string file, string xml) => File.WriteAllText(Path.Combine(_folder, file), xml);

    private static string Provider(string name, string content) =>
        $"<extension target='org.nuxeo.ecm.core.blob.BlobManager' point='configuration'>\n<blobprovider name='{name}'>{content}</blobprovider></extension>";

    private static string Dispatcher(string attributes, params (string When, string Provider)[] rules) =>
        $"<extension target='org.nuxeo.ecm.core.blob.DocumentBlobManager' point='configuration'>\n<blobdispatcher {attributes}>\n"
        + string.Concat(rules.Select(rule => $"<property name='{rule.When}'>{rule.Provider}</property>\n")) + "</blobdispatcher></extension>";
}
