using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Archivolt.EndToEnd;

/// <summary>Large files go through the server in constant memory. ARCHIVOLT_TEST_GIB sets their size; 1 where it is not set.</summary>
public sealed class MemoryTests : TestFolder
{
    private const long MebiByte = 1024 * 1024;
    private const long MostMemory = 250 * MebiByte;

    private static readonly long Length =
        int.Parse(Environment.GetEnvironmentVariable("ARCHIVOLT_TEST_GIB") ?? "1", CultureInfo.InvariantCulture) * 1024 * MebiByte;

    [Fact]
    public async Task A_large_file_goes_in_and_out_in_constant_memory()
    {
        await using var server = await ServerProcess.StartAsync(Folder);
        var file = ServerProcess.MainFileOf(await server.CreateDocumentAsync("large"));

        using var content = new GeneratedStream(Length, seed: 1);
        using var stored = await server.Client.PutAsync(file, new StreamContent(content));
        stored.EnsureSuccessStatusCode();
        var afterUpload = server.PeakMemory;
        (await stored.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("digest").GetString().ShouldBe(content.Digest);

        using var response = await server.Client.GetAsync(file, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        var received = await SHA256.HashDataAsync(await response.Content.ReadAsStreamAsync());
        var afterDownload = server.PeakMemory;

        Convert.ToHexStringLower(received).ShouldBe(content.Digest);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Length / MebiByte} MiB: {afterUpload / MebiByte} MiB of memory after upload, {afterDownload / MebiByte} after download");
        afterDownload.ShouldBeLessThan(MostMemory);
    }
}
