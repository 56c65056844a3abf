using Archivolt.Blobs;
using Archivolt.Configuration;
using Archivolt.Layers;
using Archivolt.Providers;
using Archivolt.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Archivolt.Tests.Configuration;

public sealed class OpeningTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MemoryStore _store = new("slow");
    private int _opened;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Without_a_host_nothing_runs_and_nothing_is_opened_before_it_is_used()
    {
        _gate.SetResult();
        await using var services = Services();
        services.GetServices<IHostedService>().ShouldBeEmpty();
        var provider = services.GetRequiredKeyedService<BlobProvider>("default");
        _opened.ShouldBe(0);
        provider.ToString().ShouldBe("default");
        Should.Throw<InvalidOperationException>(() => provider.Store).Message.ShouldContain("'default' is not open yet");

        var blob = await provider.WriteAsync(BlobSource.FromText("hello"));

        _opened.ShouldBe(1);
        (await provider.ReadAllTextAsync(blob.Key.Key)).ShouldBe("hello");
        provider.Store.ShouldBeSameAs(_store);
    }

    [Fact]
    public async Task Nothing_else_has_to_be_added()
    {
        await using var services = new ServiceCollection().AddArchivolt(archivolt => archivolt.AddProvider("default", _ => _store).MirroredTo(mirror =>
            mirror.AddProvider("copy", _ => new MemoryStore("copy")))).Services.BuildServiceProvider();
        await services.GetRequiredKeyedService<BlobProvider>("default").WriteAsync(BlobSource.FromText("hello"));
        (await services.GetRequiredService<Archivolt.Integrity.Scrubber>().RunAsync("default")).State!.Blobs.ShouldBe(1);
    }

    [Fact]
    public async Task With_a_host_everything_is_open_before_any_other_service_starts()
    {
        _gate.SetResult();
        await using var services = Services(archivolt => archivolt.AddHostedServices().AddHostedServices());
        foreach (var service in services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await service.StartingAsync(default);
        services.GetRequiredKeyedService<BlobProvider>("default").Store.ShouldBeSameAs(_store);
        services.GetServices<IHostedService>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_comes_while_a_store_is_opened_waits_for_the_same_one()
    {
        await using var services = Services();
        var provider = services.GetRequiredKeyedService<BlobProvider>("default");
        var looks = Enumerable.Range(0, 4).Select(_ => provider.StatAsync("key").AsTask()).ToList();
        using var impatient = new CancellationTokenSource();
        var cancelled = provider.StatAsync("key", impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);

        _gate.SetResult();

        (await Task.WhenAll(looks)).ShouldAllBe(found => found == null);
        _opened.ShouldBe(1);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_says_so_to_everybody_and_is_tried_again()
    {
        await using var services = Services();
        var provider = services.GetRequiredKeyedService<BlobProvider>("default");
        var looks = Enumerable.Range(0, 3).Select(_ => provider.StatAsync("key").AsTask()).ToList();
        _gate.SetException(new BlobException(BlobError.Unavailable, "The service is down."));
        foreach (var look in looks)
            (await Should.ThrowAsync<BlobException>(look)).Message.ShouldBe("The service is down.");
        var tried = _opened;

        (await Should.ThrowAsync<BlobException>(() => provider.StatAsync("key").AsTask())).Message.ShouldBe("The service is down.");

        _opened.ShouldBe(tried + 1);
    }

    [Fact]
    public async Task What_is_still_being_opened_when_the_application_ends_is_closed()
    {
        var services = Services();
        var look = services.GetRequiredKeyedService<BlobProvider>("default").StatAsync("key").AsTask();
        var ending = services.DisposeAsync().AsTask();
        _gate.SetResult();
        await ending;
        await look.ContinueWith(_ => { }, TaskScheduler.Default);
        if (_opened > 0)
            await Should.ThrowAsync<ObjectDisposedException>(async () => await _store.StatAsync("key"));
    }

    [Fact]
    public async Task Each_provider_gets_its_own_store_though_the_configuration_changes_before_it_is_opened()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Archivolt:Providers:b:Type", "Memory")]).Build();
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(configuration).Services.BuildServiceProvider();
        var provider = services.GetRequiredService<BlobManager>()["b"];
        configuration["Archivolt:Providers:a:Type"] = "Memory";

        await provider.EnsureOpenAsync();

        provider.ToString().ShouldBe("b: Memory \"b\"");
    }

    [Fact]
    public async Task A_store_that_cannot_be_closed_hides_neither_the_error_nor_leaves_the_others_open()
    {
        var (sound, broken) = (new MemoryStore("sound"), new Unclosable(new MemoryStore("broken")));
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt
            .AddProvider("broken", _ => broken).AddProvider("sound", _ => sound)
            .AddProvider("missing", (_, _) => throw new BlobException(BlobError.Unavailable, "The service is down."))).Services.BuildServiceProvider();

        (await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync)).Message.ShouldBe("The service is down.");

        broken.IsClosed.ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await sound.StatAsync("key"));
    }

    [Fact]
    public async Task A_layers_store_that_cannot_be_closed_hides_no_error_nor_leaves_the_inner_store_open()
    {
        var (inner, beside) = (new MemoryStore("inner"), new Unclosable(new MemoryStore("beside")));
        await using var services = new ServiceCollection().AddLogging().AddArchivolt(archivolt => archivolt
            .AddLayer(new LayerRegistration("Mine", LayerOrder.Outermost, async (context, _, token) =>
            {
                await context.OpenStoreAsync("mine", token);
                throw new BlobException(BlobError.Configuration, "The layer cannot be made.");
            })
            { DescribesStore = true })
            .AddProvider("default", _ => inner).WithStore("Mine", store => store.AddProvider("", _ => beside))).Services.BuildServiceProvider();

        (await Should.ThrowAsync<BlobException>(services.OpenBlobsAsync)).Message.ShouldBe("The layer cannot be made.");

        beside.IsClosed.ShouldBeTrue();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await inner.StatAsync("key"));
    }

    private sealed class Unclosable(IBlobStore inner) : StoreLayer(inner)
    {
        public bool IsClosed { get; private set; }

        public override async ValueTask DisposeAsync()
        {
            IsClosed = true;
            await base.DisposeAsync();
            throw new IOException("The connection is gone.");
        }
    }

    private ServiceProvider Services(Action<ArchivoltBuilder>? configure = null) => new ServiceCollection().AddLogging().AddArchivolt(archivolt =>
    {
        archivolt.AddProvider("default", async (_, token) =>
        {
            Interlocked.Increment(ref _opened);
            await _gate.Task.WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
            return _store;
        });
        configure?.Invoke(archivolt);
    }).Services.BuildServiceProvider();
}
