using System.Text;
using Archivolt.Blobs;
using Archivolt.Renditions.Converters;

namespace Archivolt.Renditions.Tests;

public sealed class ConversionServiceTests
{
    [Fact]
    public async Task Content_above_the_limit_is_refused_whether_or_not_its_length_is_known()
    {
        using var home = new ConversionHome(options => options.MaxSourceLength = 10);
        await home.FailsAsync(ConversionError.TooLarge, "any2text", "text/plain", new byte[11]);
        var unknown = BlobSource.FromFactory(_ => ValueTask.FromResult<Stream>(new MemoryStream(new byte[11])));
        (await Should.ThrowAsync<ConversionException>(() => home.Service.ConvertAsync(
            unknown, "text/plain", home.Service.Converters.Find("2utf8"), new Dictionary<string, string>(), Task.FromResult, TestContext.Current.CancellationToken)))
            .Error.ShouldBe(ConversionError.TooLarge);
    }

    [Fact]
    public async Task A_type_that_the_converter_does_not_read_is_refused()
    {
        using var home = new ConversionHome();
        (await home.FailsAsync(ConversionError.NoConverter, "pictureResize", "text/plain", [])).Message.ShouldContain("'text/plain'");
    }

    [Fact]
    public async Task A_program_that_is_not_installed_is_named()
    {
        using var home = new ConversionHome(converters: [new Program(new ExternalProgram("no-such-program", "nothing"))]);
        var exception = await Should.ThrowAsync<ConversionException>(() => Run(home));
        exception.Error.ShouldBe(ConversionError.Unavailable);
        exception.Message.ShouldContain("'no-such-program' is not installed");
    }

    [Fact]
    public async Task A_program_that_does_not_end_is_ended()
    {
        using var home = new ConversionHome(
            options => options.Timeout = TimeSpan.FromMilliseconds(50), [new Program(new ExternalProgram("sleep", "coreutils"), "1000")]);
        (await Should.ThrowAsync<ConversionException>(() => Run(home))).Error.ShouldBe(ConversionError.TimedOut);
    }

    [Fact]
    public async Task A_program_writes_no_more_than_the_limit()
    {
        Assert.SkipUnless(ExternalProgram.Prlimit.Obstacle is null, "the size of files is limited by prlimit");
        using var home = new ConversionHome(options => options.MaxResultLength = 1000, [new Program(new ExternalProgram("dd", "coreutils"), "if=/dev/zero", "of=out", "bs=1M", "count=1")]);
        (await Should.ThrowAsync<ConversionException>(() => Run(home))).Error.ShouldBe(ConversionError.Failed);
    }

    [Fact]
    public async Task A_program_sees_nothing_of_the_server_s_environment()
    {
        Environment.SetEnvironmentVariable("ARCHIVOLT_SECRET_OF_A_TEST", "secret");
        using var home = new ConversionHome(converters: [new Program(new ExternalProgram("sh", "dash"), "-c", "env > file1.out")]);
        (await Run(home)).ShouldNotContain("secret");
    }

    [Fact]
    public async Task Whoever_gives_up_ends_the_program()
    {
        using var gaveUp = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        using var home = new ConversionHome(converters: [new Program(new ExternalProgram("sleep", "coreutils"), "1000") { Started = started }]);
        var conversion = Run(home, gaveUp.Token);
        await started.Task;
        await gaveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => conversion);
    }

    [Fact]
    public async Task More_conversions_than_may_wait_are_refused()
    {
        var first = new TaskCompletionSource();
        using var gaveUp = new CancellationTokenSource();
        using var home = new ConversionHome(
            options => (options.MaxConcurrent, options.MaxWaiting) = (1, 0), [new Program(new ExternalProgram("sleep", "coreutils"), "1000") { Started = first }]);
        var running = Run(home, gaveUp.Token);
        await first.Task;
        var waiting = Run(home, gaveUp.Token);
        (await Should.ThrowAsync<ConversionException>(() => Run(home))).Error.ShouldBe(ConversionError.Busy);
        await gaveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Task.WhenAll(running, waiting));
    }

    [Fact]
    public async Task What_a_killed_process_left_is_removed()
    {
        using var home = new ConversionHome();
        var left = Directory.CreateDirectory(Path.Combine(home.Scratch, "archivolt-convert-left"));
        await File.WriteAllTextAsync(Path.Combine(left.FullName, "input"), "clear text", TestContext.Current.CancellationToken);
        left.LastWriteTimeUtc = DateTime.UtcNow.AddDays(-2);
        await home.ConvertAsync("any2text", "text/plain", "text");
        left.Refresh();
        left.Exists.ShouldBeFalse();
    }

    [Fact]
    public void Two_converters_of_one_name_are_refused() =>
        Should.Throw<ArgumentException>(() => new ConverterRegistry([.. StockConverters.All(), .. StockConverters.All()])).Message.ShouldContain("pictureResize");

    [Theory]
    [InlineData("text/markdown; charset=utf-8", "text/html", "md2html")]
    [InlineData("IMAGE/PNG", "image/jpeg", "pictureResize")]
    [InlineData("application/pdf", "text/plain", "pdf2text")]
    public void A_converter_is_found_by_the_types_it_leads_between(string from, string to, string name) =>
        new ConverterRegistry(StockConverters.All()).Find(from, to).Name.ShouldBe(name);

    [Fact]
    public void Where_nothing_leads_that_is_said() => Should.Throw<ConversionException>(
        () => new ConverterRegistry(StockConverters.All()).Find("audio/mpeg", "image/png")).Message.ShouldBe("No converter leads from 'audio/mpeg' to 'image/png'.");

    [Fact]
    public void Whether_one_of_several_can_run_depends_on_who_reads_the_type()
    {
        var installed = new Program(new ExternalProgram("sh", "dash")) { Only = "text/markdown" };
        var missing = new Program(new ExternalProgram("no-such-program", "no-such-package")) { Only = "application/msword" };
        var any = new FirstOf("any", "text/plain", installed, missing);
        any.FindObstacle().ShouldBeNull();
        any.FindObstacle("text/markdown").ShouldBeNull();
        any.FindObstacle("application/msword").ShouldBe("the program 'no-such-program' is not installed (package no-such-package)");
        new Sequence("both", installed, any).FindObstacle("text/markdown").ShouldBeNull();
        new Sequence("both", any, installed).FindObstacle("application/msword").ShouldNotBeNull();
        new ConverterRegistry([any]).TryFind("application/msword", "text/plain", out var found).ShouldBeTrue();
        found.ShouldBe(any);
    }

    private static Task<string> Run(ConversionHome home, CancellationToken cancellationToken = default) => home.Service.ConvertAsync(
        BlobSource.FromText("text"), "text/plain", home.Service.Converters.Find("program"), new Dictionary<string, string>(),
        file => Task.FromResult(File.ReadAllText(file.Path, Encoding.UTF8)), cancellationToken);

    /// <summary>Runs a program that writes <c>file1.out</c>, or does not.</summary>
    private sealed class Program(ExternalProgram program, params string[] arguments) : IConverter
    {
        public TaskCompletionSource? Started { get; init; }

        public string Name => "program";

        public string Result => "text/plain";

        /// <summary>The only type that it reads; null for any.</summary>
        public string? Only { get; init; }

        public bool Accepts(string mediaType) => Only is null || mediaType == Only;

        public string? FindObstacle(string? mediaType = null) => program.Obstacle;

        public async Task<ConvertedFile> ConvertAsync(Conversion conversion, CancellationToken cancellationToken)
        {
            var running = conversion.RunAsync(program, arguments, cancellationToken);
            Started?.TrySetResult();
            await running;
            return new ConvertedFile(conversion.NewFile(".out"), Result, ".out");
        }
    }
}
