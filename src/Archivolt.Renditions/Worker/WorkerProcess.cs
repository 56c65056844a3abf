using System.Globalization;
using System.Runtime.InteropServices;

namespace Archivolt.Renditions.Worker;

/// <summary>Starts the worker: this assembly, run by the same .NET with the application's own libraries.</summary>
internal static class WorkerProcess
{
    // The managed heap stays small, and libvips keeps in memory, which is limited, what it would put into files.
    private static readonly KeyValuePair<string, string>[] Settings =
    [
        new("DOTNET_GCHeapHardLimit", "0x10000000"), new("DOTNET_gcServer", "0"), new("DOTNET_TieredPGO", "0"), new("DOTNET_EnableDiagnostics", "0"),
        new("VIPS_CONCURRENCY", "1"), new("VIPS_DISC_THRESHOLD", "100g"),
    ];

    private static readonly Lazy<Location?> Here = new(Find);

    /// <summary>Why it cannot run; null when it can.</summary>
    public static string? Obstacle => Here.Value is null ? "the worker process needs the application's .dll and .deps.json files, which a single-file application lacks" : null;

    /// <summary>Runs one operation.</summary>
    /// <param name="conversion">Whose limits hold.</param>
    /// <param name="operation">Its name; see <see cref="Program"/>.</param>
    /// <param name="output">The file to make; its extension says the format.</param>
    /// <param name="numbers">What the operation needs.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task RunAsync(Conversion conversion, string operation, string output, IReadOnlyList<int> numbers, CancellationToken cancellationToken)
    {
        var here = Here.Value ?? throw new ConversionException(ConversionError.Unavailable, $"The content cannot be converted: {Obstacle}.");
        return conversion.Processes.RunAsync(here.Dotnet, "the worker",
            [
                "exec", "--depsfile", here.Dependencies, "--runtimeconfig", here.RuntimeConfig, here.Assembly,
                operation, conversion.Limits.MaxPixels.ToString(CultureInfo.InvariantCulture), conversion.Input, output,
                .. numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)),
            ],
            furtherLimits: [], conversion.Scratch, Settings, cancellationToken);
    }

    private static Location? Find()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, typeof(WorkerProcess).Assembly.GetName().Name + ".dll");
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../..", OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        var dependencies = ((AppContext.GetData("APP_CONTEXT_DEPS_FILES") as string) ?? "").Split(';')[0];
        var runtimeConfig = dependencies.Replace(".deps.json", ".runtimeconfig.json", StringComparison.Ordinal);
        return File.Exists(assembly) && File.Exists(dotnet) && File.Exists(dependencies) && File.Exists(runtimeConfig)
            ? new Location(dotnet, dependencies, runtimeConfig, assembly)
            : null;
    }

    private sealed record Location(string Dotnet, string Dependencies, string RuntimeConfig, string Assembly);
}
