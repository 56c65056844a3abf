using Archivolt.Configuration;
using OpenTelemetry.Exporter;

namespace Archivolt.Server;

/// <summary>Where the server reports traces and metrics; keys of the section <c>Archivolt:Telemetry</c>. Nowhere unless one is set.</summary>
public sealed class TelemetryOptions
{
    /// <summary>Path of the section.</summary>
    public const string Section = ArchivoltOptions.Section + ":Telemetry";

    /// <summary>
    /// Address of a collector that takes the OpenTelemetry protocol, such as <c>http://collector:4317</c>; traces and metrics are sent there. Headers
    /// with secrets are given by the environment variable <c>OTEL_EXPORTER_OTLP_HEADERS</c>.
    /// </summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>How the collector is spoken to: <c>Grpc</c> (usually port 4317) or <c>HttpProtobuf</c> (usually port 4318).</summary>
    public OtlpExportProtocol OtlpProtocol { get; set; } = OtlpExportProtocol.Grpc;

    /// <summary>True to serve metrics to Prometheus at <c>…/api/v1/management/metrics</c>, for administrators.</summary>
    public bool Prometheus { get; set; }

    /// <summary>Name of the service in traces and metrics, unless the environment variable <c>OTEL_SERVICE_NAME</c> gives one.</summary>
    public string ServiceName { get; set; } = "archivolt";

    internal static IReadOnlyList<SettingLimit<TelemetryOptions>> Limits { get; } =
        [SettingLimit<TelemetryOptions>.WebAddress(nameof(OtlpEndpoint), options => options.OtlpEndpoint, "http://collector:4317")];
}
