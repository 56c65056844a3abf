using System.Text.Json;
using Archivolt.AspNetCore.OpenApi;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Json;
using Archivolt.AspNetCore.Security;
using Archivolt.Blobs;
using Archivolt.Layers.Migration;
using Archivolt.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Archivolt.AspNetCore.Management;

/// <summary>Migrations of whole providers to another store: one node works on each, every node starts, watches and stops it.</summary>
internal static class MigrationEndpoints
{
    public static void Map(IEndpointRouteBuilder management)
    {
        management.MapGet("migrations", ListAsync).WithName("GetMigrations").WithSummary("The providers that migrate to another store, and how far they came.")
            .ProducesJson("Migrations").ProducesErrors(403);
        management.MapGet("migrations/{provider}", GetAsync).WithName("GetMigration").WithSummary("How far the migration of a provider came.")
            .ProducesJson("Migration").ProducesErrors(403, 404);
        management.MapPost("migrations/{provider}/{action}", AskAsync).WithName("AskMigration")
            .WithSummary("Asks something of a migration: start, pause, resume, verify, rollback or purge.")
            .WithDescription("""
                start copies everything and reads every copy twice; purge empties the old store, each blob after its copy was read once more, and takes the way back away;
                rollback copies back what was written meanwhile. The work is done in the background.
                """)
            .ProducesJson("Migration", StatusCodes.Status202Accepted).ProducesErrors(400, 403, 404, 409);
    }

    private static async Task<IResult> ListAsync(ProviderMigrations migrations, CancellationToken cancellationToken)
    {
        var entries = new List<MigrationStatus>();
        foreach (var provider in await migrations.GetProvidersAsync(cancellationToken))
            entries.Add(await migrations.FindAsync(provider, cancellationToken));
        return new EntityResult("migrations", writer => writer.WriteEntries(entries, Write));
    }

    private static async Task<IResult> GetAsync(string provider, BlobManager manager, ProviderMigrations migrations, CancellationToken cancellationToken) =>
        await AnswerAsync(manager, provider, () => migrations.FindAsync(provider, cancellationToken), StatusCodes.Status200OK);

    private static async Task<IResult> AskAsync(string provider, string action, HttpContext context, BlobManager manager, ProviderMigrations migrations)
    {
        if (!Enum.TryParse<MigrationAction>(action, ignoreCase: true, out var asked) || !Enum.IsDefined(asked) || char.IsAsciiDigit(action[0]))
            throw RequestException.BadRequest($"'{action}' is none of {string.Join(", ", Enum.GetNames<MigrationAction>()).ToLowerInvariant()}.");
        return await AnswerAsync(
            manager, provider, () => migrations.AskAsync(provider, asked, context.ActingPrincipal().Name, context.RequestAborted), StatusCodes.Status202Accepted);
    }

    private static async Task<EntityResult> AnswerAsync(BlobManager manager, string provider, Func<Task<MigrationStatus>> ask, int code)
    {
        manager.GetRequired(provider);
        try
        {
            var status = await ask();
            return new EntityResult("migration", writer => Write(writer, status), code);
        }
        catch (BlobException exception) when (exception.Error == BlobError.Unsupported)
        {
            throw RequestException.NotFound(exception.Message);
        }
    }

    private static void Write(Utf8JsonWriter writer, MigrationStatus status)
    {
        writer.WriteString("provider"u8, status.Provider);
        writer.WriteString("phase"u8, JsonNamingPolicy.CamelCase.ConvertName(status.Phase.ToString()));
        writer.WriteBoolean("isRunning"u8, status.IsRunning);
        writer.WriteBoolean("isPaused"u8, status.IsPaused);
        writer.WriteBoolean("isHalted"u8, status.IsHalted);
        if (status.Phase != MigrationPhase.NotStarted)
            writer.WriteString("started"u8, JsonDates.Format(status.Started));
        writer.WriteNumber("blobs"u8, status.Blobs);
        writer.WriteNumber("bytes"u8, status.Bytes);
        writer.WriteNumber("totalBlobs"u8, status.TotalBlobs);
        writer.WriteNumber("totalBytes"u8, status.TotalBytes);
        writer.WriteNumber("copied"u8, status.Copied);
        writer.WriteNumber("failed"u8, status.Failed);
        if (status.Rate is { } rate)
            writer.WriteNumber("bytesPerSecond"u8, Math.Round(rate));
        if (status.Remaining is { } remaining)
            writer.WriteNumber("remainingSeconds"u8, Math.Round(remaining));
        writer.WriteString("lastProblem"u8, status.LastProblem);
    }
}
