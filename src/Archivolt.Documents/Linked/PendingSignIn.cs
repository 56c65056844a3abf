using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.Blobs;

namespace Archivolt.Documents.Linked;

/// <summary>A person who went to a vendor to connect an account, and has not come back yet. It goes along, sealed, as what the vendor repeats: looking where to go costs the database nothing.</summary>
/// <param name="Provider">The provider id.</param>
/// <param name="UserName">The person.</param>
/// <param name="Verifier">The secret of PKCE, which also tells this sign-in from others.</param>
/// <param name="RedirectUri">Where the vendor sends the person back to.</param>
/// <param name="Expires">Until when they may come back.</param>
internal sealed partial record PendingSignIn(string Provider, string UserName, string Verifier, string RedirectUri, DateTimeOffset Expires)
{
    private const string Purpose = "sign-in";

    /// <summary>The sign-in in the form of a state (RFC 6749, 4.1.1).</summary>
    public string ToState(TokenSeal seal) => Base64Url.EncodeToString(Convert.FromBase64String(seal.Seal(JsonSerializer.Serialize(this, PendingJson.Default.PendingSignIn), Purpose)));

    /// <summary>The sign-in that a state holds; null where this server has not sealed it.</summary>
    public static PendingSignIn? Of(string state, TokenSeal seal)
    {
        try
        {
            return JsonSerializer.Deserialize(seal.Open(Convert.ToBase64String(Base64Url.DecodeFromChars(state)), Purpose), PendingJson.Default.PendingSignIn);
        }
        catch (Exception exception) when (exception is FormatException or BlobException { InnerException: CryptographicException or FormatException })
        {
            return null;
        }
    }

    [JsonSerializable(typeof(PendingSignIn))]
    private sealed partial class PendingJson : JsonSerializerContext;
}
