namespace Archivolt.Benchmarks;

/// <summary>A bucket of GridFS; the reference is MongoDB's own driver for Python.</summary>
internal static class GridFSPlace
{
    public static async Task<RemotePlace> CreateAsync(TestServer server)
    {
        await Shell.RunAsync("/usr/bin/python3 -c 'import gridfs' || { echo 'apt-get install python3-gridfs' >&2; exit 3; }");
        var connection = await server.VariableAsync("ARCHIVOLT_TEST_MONGO");
        const string database = "archivolt", bucket = "bench.fs";
        var python = $"/usr/bin/python3 {Path.Combine(AppContext.BaseDirectory, "gridfs-files.py")} '{connection}' {database} {bucket}";
        var tool = new ReferenceTool("pymongo, gridfs", (file, name) => $"{python} put {name} {file}", (name, file) => $"{python} get {name} {file}", name => $"{python} delete {name}");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Type"] = "GridFS",
            ["Connection"] = connection,
            ["Database"] = database,
            ["Bucket"] = bucket,
        };
        return new RemotePlace("GridFS", settings, key => key, [tool], Must: 0.8);
    }
}
