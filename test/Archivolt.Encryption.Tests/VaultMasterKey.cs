using System.Net.Http.Json;
using System.Text.Json;
using Archivolt.Blobs;

namespace Archivolt.Encryption.Tests;

/// <summary>The sample of <c>docs/encryption.md</c>: a key that never leaves a Vault server (its transit engine).</summary>
internal sealed class VaultMasterKey(HttpClient vault, string name) : IMasterKey
{
    public string Id => $"vault:{name}";

    public async ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> keys, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        var plaintext = Convert.ToBase64String(keys.Span);
        var ciphertext = await AskAsync("encrypt", new { plaintext, associated_data = Convert.ToBase64String(context.Span) }, "ciphertext", cancellationToken);
        return System.Text.Encoding.ASCII.GetBytes(ciphertext ?? throw Unavailable("it refused to encrypt"));
    }

    public async ValueTask<byte[]?> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        var ciphertext = System.Text.Encoding.ASCII.GetString(wrapped.Span);
        var plaintext = await AskAsync("decrypt", new { ciphertext, associated_data = Convert.ToBase64String(context.Span) }, "plaintext", cancellationToken);
        return plaintext is null ? null : Convert.FromBase64String(plaintext);
    }

    public void Dispose() => vault.Dispose();

    private async Task<string?> AskAsync<T>(string operation, T request, string field, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await vault.PostAsJsonAsync($"v1/transit/{operation}/{name}", request, cancellationToken);
            if (answer.StatusCode == System.Net.HttpStatusCode.BadRequest)
                return null; // another key made it, or it was changed
            answer.EnsureSuccessStatusCode();
            var json = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return json.GetProperty("data").GetProperty(field).GetString();
        }
        catch (HttpRequestException exception)
        {
            throw Unavailable(exception.Message);
        }
    }

    private BlobException Unavailable(string problem) => new(BlobError.Unavailable, $"The key service did not answer for '{Id}': {problem}.");
}
