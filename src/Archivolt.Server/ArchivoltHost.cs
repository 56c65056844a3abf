namespace Archivolt.Server;

/// <summary>The server's host, for the executable and for the command line's <c>serve</c>.</summary>
public static class ArchivoltHost
{
    /// <summary>Runs the server until it is told to stop; the result is the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        await using var app = builder.Build();
        await app.RunAsync();
        return 0;
    }
}
