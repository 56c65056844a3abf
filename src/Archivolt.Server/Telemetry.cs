using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Security;
using Archivolt.Configuration;
using Archivolt.OpenTelemetry;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Archivolt.Server;

/// <summary>Traces and metrics of the server: requests, blobs, jobs and the runtime. Nothing is collected unless it is to go somewhere.</summary>
internal static class Telemetry
{
    private const string ServiceNameVariable = "OTEL_SERVICE_NAME";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // What is added to the host depends on them, so they are read and checked before it is built.
        var (options, settings) = (new TelemetryOptions(), builder.Configuration.GetSection(TelemetryOptions.Section));
        var limits = new SettingLimits<TelemetryOptions>(TelemetryOptions.Section, TelemetryOptions.Limits);
        limits.CheckTexts(settings);
        settings.Bind(options);
        limits.Validate(name: null, options);
        builder.Services.AddSingleton(options);
        if (options.OtlpEndpoint is null && !options.Prometheus)
            return;
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                builder.Configuration[ServiceNameVariable] ?? options.ServiceName, serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3)))
            .WithMetrics(metrics =>
            {
                metrics.AddArchivoltInstrumentation().AddAspNetCoreInstrumentation().AddMeter("System.Runtime");
                if (options.Prometheus)
                    metrics.AddPrometheusExporter();
                if (options.OtlpEndpoint is not null)
                    metrics.AddOtlpExporter(exporter => Send(exporter, options, "v1/metrics"));
            });
        if (options.OtlpEndpoint is not null)
        {
            telemetry.WithTracing(traces => traces.AddArchivoltInstrumentation().AddAspNetCoreInstrumentation()
                .AddOtlpExporter(exporter => Send(exporter, options, "v1/traces")));
        }
    }

    public static void MapTelemetry(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<TelemetryOptions>().Prometheus)
            return;
        var root = app.Services.GetRequiredService<IOptions<HttpOptions>>().Value.BasePath.Trim('/');
        app.MapPrometheusScrapingEndpoint($"/{root}/api/v1/management/metrics".Replace("//", "/", StringComparison.Ordinal))
            // The exporter's own endpoint takes every method.
            .WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head])).RequireAdministrator();
    }

    // The path of a signal is added to the collector's address for HTTP only, as the protocol's specification has it.
    private static void Send(OtlpExporterOptions exporter, TelemetryOptions options, string signal)
    {
        exporter.Protocol = options.OtlpProtocol;
        exporter.Endpoint = options.OtlpProtocol == OtlpExportProtocol.Grpc
            ? options.OtlpEndpoint!
            : new Uri($"{options.OtlpEndpoint!.AbsoluteUri.TrimEnd('/')}/{signal}");
    }
}
