using Archivolt.Blobs;
using Archivolt.Integrity;
using Archivolt.Layers.Caching;
using Archivolt.Providers;
using Archivolt.Stores;
using Archivolt.Stores.Folders;
using Archivolt.Testing;

namespace Archivolt.Tests.Integrity;

/// <summary>What a probe finds, and that it leaves nothing.</summary>
public sealed class ProviderProbeTests : IAsyncDisposable
{
    private static readonly string[] AllSteps = ["open", "write", "stat", "read", "range", "list", "url", "delete"];

    private readonly MemoryStore _memory = new();

    [Fact]
    public async Task A_sound_store_passes_every_step_and_keeps_nothing()
    {
        await WriteAsync("other");
        var steps = await ProbeAsync(_memory);
        steps.Select(step => step.Step).ShouldBe(AllSteps);
        steps.Where(step => step.Outcome != ProbeOutcome.Ok).Select(step => step.Step).ShouldBe(["url"]);
        (await KeysAsync()).ShouldBe(["other"]);
    }

    [Theory]
    [InlineData("begin: fail PermissionDenied", "write", "let the account write")]
    [InlineData("write: fail NoSpace after 1000", "write", "Free space")]
    [InlineData("committed: fail Unavailable", "write", "reaches it")]
    [InlineData("read: flip after 1000", "read", null)]
    [InlineData("read: cut after 1000", "read", null)]
    [InlineData("open: fail PermissionDenied once", "read", "let the account read")]
    [InlineData("open: fail Timeout on 2nd", "range", "reaches it")]
    [InlineData("list: fail PermissionDenied", "list", "let the account list")]
    [InlineData("delete: fail PermissionDenied once", "delete", "let the account delete")]
    public async Task A_step_that_fails_is_named_with_what_to_change_and_nothing_stays(string fault, string step, string? advice)
    {
        var failed = (await ProbeAsync(new FaultyStore(_memory, fault))).First(each => each.Outcome == ProbeOutcome.Failed);
        failed.Step.ShouldBe(step);
        if (advice is not null)
            failed.Advice.ShouldNotBeNull().ShouldContain(advice);
        (await KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cache_does_not_answer_for_the_store()
    {
        using var directory = new TestDirectory();
        await using var cached = new Cached(new FaultyStore(_memory, "read: flip after 1000 on 2nd"), new CacheOptions { Path = directory["cache"] });
        (await ProbeAsync(cached)).Single(step => step.Outcome == ProbeOutcome.Failed).Step.ShouldBe("range");
    }

    [Fact]
    public async Task Who_stops_it_leaves_nothing_either()
    {
        await using var provider = new BlobProvider("p", _memory);
        using var http = new HttpClient();
        await foreach (var step in new ProviderProbe(new BlobManager([provider]), http).RunAsync("p"))
        {
            if (step.Step == "write")
                break;
        }
        (await KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Content_named_after_documents_is_probed_under_a_document_that_is_not_there()
    {
        var steps = await ProbeAsync(_memory, new BlobProviderOptions { KeyStrategy = new KeyStrategy.ByDocument(DigestAlgorithm.Md5), MaxLength = 10 });
        steps.Select(step => step.Outcome).Distinct().ShouldBe([ProbeOutcome.Ok, ProbeOutcome.NotOffered]);
        steps[1].Detail.ShouldContain("10 bytes");
    }

    [Fact]
    public async Task Files_of_others_are_left_alone()
    {
        using var directory = new TestDirectory();
        var steps = await ProbeAsync(
            new FolderStore(directory[""]), new BlobProviderOptions { KeyStrategy = new KeyStrategy.Foreign(DigestAlgorithm.Md5) });
        steps.Select(step => (step.Step, step.Outcome)).ShouldBe([("open", ProbeOutcome.Ok), ("write", ProbeOutcome.NotOffered)]);
        Directory.GetFileSystemEntries(directory[""]).ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => _memory.DisposeAsync();

    private static async Task<List<ProbeStep>> ProbeAsync(IBlobStore store, BlobProviderOptions? options = null)
    {
        await using var provider = new BlobProvider("p", new Kept(store), options);
        using var http = new HttpClient();
        return await new ProviderProbe(new BlobManager([provider]), http).RunAsync("p").ToListAsync();
    }

    private async Task WriteAsync(string key)
    {
        await using var draft = await _memory.BeginWriteAsync();
        await draft.CommitAsync(key);
    }

    private async Task<List<string>> KeysAsync() => await _memory.ListAsync().Select(stat => stat.Key).ToListAsync();

    /// <summary>The test looks at the store after the provider is closed.</summary>
    private sealed class Kept(IBlobStore inner) : StoreLayer(inner)
    {
        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
