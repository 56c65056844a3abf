using Acornima;
using Acornima.Ast;
using Archivolt.Blobs;
using Archivolt.Documents;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace Archivolt.Scripting;

/// <summary>
/// A download permission in JavaScript: a function <c>run()</c> that answers true to allow and false to refuse. It sees the values <c>Document</c>, <c>XPath</c>, <c>Blob</c>,
/// <c>CurrentUser</c>, <c>Reason</c>, <c>Rendition</c> and <c>Infos</c>, as the platform's rules do, and nothing of the server.
/// </summary>
/// <remarks>
/// A rule has 250 ms, 64 MiB, 10,000 statements and 100 calls inside each other. A rule that exceeds them, throws, or answers something else refuses; unlike on the platform,
/// which then ignores it.
/// </remarks>
public sealed class ScriptedPermission : IDownloadPermission
{
    /// <summary>How long a rule may run.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromMilliseconds(250);

    private const int LongestScript = 64 * 1024;
    private const int StackSize = 4 * 1024 * 1024;
    private const int MostStuck = 2;

    private static readonly Prepared<Script> Prelude = Engine.PrepareScript(ReadPrelude(), "prelude");

    // The engine's first run compiles for longer than a rule may take.
    private static readonly Lazy<bool> IsWarm = new(Warm);

    private static readonly SemaphoreSlim Turns = new(Environment.ProcessorCount + 1);

    private readonly Prepared<Script> _script;
    private readonly SchemaRegistry _schemas;
    private readonly TimeSpan _time;
    private int _stuck;

    /// <summary>Reads a rule.</summary>
    /// <param name="name">Its name for logs and audit.</param>
    /// <param name="script">The JavaScript.</param>
    /// <param name="schemas">The schemas that property paths mean.</param>
    /// <exception cref="BlobException"><see cref="BlobError.Configuration"/>: it cannot be read, or has no function <c>run</c>.</exception>
    public ScriptedPermission(string name, string script, SchemaRegistry schemas)
        : this(name, script, schemas, Time)
    {
    }

    internal ScriptedPermission(string name, string script, SchemaRegistry schemas, TimeSpan time)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(schemas);
        (Name, _schemas, _time) = (name, schemas, time);
        if (script.Length > LongestScript)
            throw Wrong($"it has {script.Length} characters; it may have {LongestScript}");
        try
        {
            _script = Engine.PrepareScript(script, name, options: new ScriptPreparationOptions
            {
                ParsingOptions = new ScriptParsingOptions { RegexTimeout = Time, CompileRegex = false },
            });
        }
        catch (Exception exception) when (exception is ScriptPreparationException or ParseErrorException)
        {
            throw Wrong($"it is no JavaScript: {(exception.InnerException ?? exception).Message}", exception);
        }
        _ = IsWarm.Value;
        var program = _script.Program!;
        var nodes = program.DescendantNodes().ToList();
        // A power of large whole numbers runs for minutes inside of one operation.
        if (nodes.OfType<BigIntLiteral>().FirstOrDefault() is { } large)
            throw Wrong($"line {large.Location.Start.Line} has the number {large.Raw}; whole numbers without limit are not offered");
        if (!program.Body.Any(statement => statement is FunctionDeclaration { Id.Name: "run" } or VariableDeclaration))
            throw Wrong("it has no function run()");
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public async ValueTask<bool> AllowsAsync(DownloadContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        await Turns.WaitAsync(cancellationToken);
        try
        {
            // A native call cannot be ended from outside; a rule that is stuck in some is not begun again.
            return Volatile.Read(ref _stuck) < MostStuck
                ? await AskAsync(context, cancellationToken)
                : throw new TimeoutException($"The rule '{Name}' is still busy with earlier downloads and is not run again before it ends.");
        }
        finally
        {
            Turns.Release();
        }
    }

    private async Task<bool> AskAsync(DownloadContext context, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Answer(context, answer), StackSize) { IsBackground = true, Name = $"rule {Name}" };
        thread.Start();
        try
        {
            return await answer.Task.WaitAsync(_time, cancellationToken);
        }
        catch (TimeoutException exception) when (!answer.Task.IsCompleted)
        {
            Interlocked.Increment(ref _stuck);
            _ = FreeAsync(answer.Task);
            throw new TimeoutException($"The rule '{Name}' takes longer than {_time.TotalMilliseconds} ms.", exception);
        }
    }

    private async Task FreeAsync(Task<bool> answer)
    {
        await answer.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        Interlocked.Decrement(ref _stuck);
    }

    private void Answer(DownloadContext context, TaskCompletionSource<bool> answer)
    {
        try
        {
            answer.SetResult(Run(context));
        }
        catch (Exception exception)
        {
            answer.SetException(exception);
        }
    }

    private bool Run(DownloadContext context) => Run(_script, context, _schemas, _time) is JsBoolean allowed
        ? TypeConverter.ToBoolean(allowed)
        : throw new InvalidOperationException($"The rule '{Name}' answers neither true nor false.");

    private static JsValue Run(Prepared<Script> script, DownloadContext context, SchemaRegistry schemas, TimeSpan time)
    {
        using var engine = new Engine(options => Limit(options, time));
        engine.Call(engine.Evaluate(in Prelude), engine.Global, ScriptFacts.Of(engine, context, schemas), ScriptFacts.PropertyReader(engine, context.Document, schemas));
        engine.Execute(in script);
        return engine.Invoke("run");
    }

    private static bool Warm()
    {
        var document = new Document { Repository = "", Id = "", Name = "", Path = "/", Type = "File" };
        var context = new DownloadContext(Principal.System, document, PropertyPath.Parse("file:content"), null, new BlobInfo { Key = new BlobKey(null, "none") }, "download",
            new Dictionary<string, string>(StringComparer.Ordinal));
        var script = Engine.PrepareScript("function run() { return !CurrentUser.getGroups().contains('x') && Document.getPropertyValue('dc:title') != XPath && /a/.test(Reason); }", "warm");
        Run(script, context, SchemaRegistry.Stock, TimeSpan.FromMinutes(1));
        return true;
    }

    private static void Limit(Options options, TimeSpan time)
    {
        options.MaxStatements(10_000).LimitMemory(64 * 1024 * 1024).TimeoutInterval(time).LimitRecursion(100).RegexTimeoutInterval(Time).MaxArraySize(10_000)
            .MaxJsonParseDepth(32).DisableStringCompilation();
        options.Interop.Enabled = false;
        options.Constraints.StackOverflowGuard = true;
    }

    private static string ReadPrelude()
    {
        using var reader = new StreamReader(typeof(ScriptedPermission).Assembly.GetManifestResourceStream("Prelude.js")!);
        return reader.ReadToEnd();
    }

    private BlobException Wrong(string problem, Exception? innerException = null) =>
        new(BlobError.Configuration, $"The download permission '{Name}' cannot be used: {problem}.", innerException: innerException);
}
