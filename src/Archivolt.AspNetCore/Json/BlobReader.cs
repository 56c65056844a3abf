using System.Globalization;
using System.Text.Json;
using System.Text;
using Archivolt.AspNetCore.Documents;
using Archivolt.AspNetCore.Errors;
using Archivolt.AspNetCore.Uploads;
using Archivolt.Blobs;
using Archivolt.Documents.Access;
using Archivolt.Documents.Downloads;
using Archivolt.Documents.Linked;
using Archivolt.Documents;
using Archivolt.Providers;
using Archivolt.Stores;

namespace Archivolt.AspNetCore.Json;

/// <summary>What a client means by a blob value.</summary>
internal abstract record BlobInput
{
    /// <summary>Nothing that can be understood: the property stays as it is. (The platform is silent about such values.)</summary>
    public sealed record Nothing : BlobInput;

    /// <summary>A blob that is stored already.</summary>
    public sealed record Stored(BlobInfo Blob) : BlobInput;

    /// <summary>Content sent along.</summary>
    public sealed record Content(BlobSource Source) : BlobInput;
}

/// <summary>
/// Reads blob values in the shapes the platform's clients send: a file of an upload batch, text inline, the download URL that this server wrote, or provider and key.
/// </summary>
internal sealed class BlobReader(
    Principal principal, string baseUrl, SchemaRegistry schemas, BlobManager manager, DownloadService downloads, UploadedFiles uploads, LinkedFileAccess? linked)
{
    private const string BatchName = "upload-batch";

    // What a value that links a file has, and none that this server wrote.
    private static readonly string[] LinkMembers = ["url", "key", "user", "fileId"];

    /// <summary>True for an object as this server writes blobs, where no schema says that a blob is expected.</summary>
    public static bool LooksLikeOurs(JsonElement value) =>
        value.TryGetProperty(BatchName, out _)
        || (value.TryGetProperty("mime-type", out _) && (value.TryGetProperty("data", out _) || value.TryGetProperty("content", out _)));

    public async ValueTask<BlobInput> ReadAsync(JsonElement value, Document document, PropertyPath path, CancellationToken cancellationToken)
    {
        if (value.ValueKind == JsonValueKind.String)
            return await ReadDataAsync(value.GetString()!, default, document, path, cancellationToken);
        if (value.ValueKind != JsonValueKind.Object)
            throw RequestException.BadRequest($"The property '{path}' takes a blob: an object with 'name' and 'data', not {JsonBody.Kind(value)}.");
        if (value.Text(BatchName) is { } batch)
            return await ReadUploadedAsync(batch, value);
        if (value.Text("providerId") is { } provider && await ReadLinkedAsync(value, provider, path, cancellationToken) is { } file)
            return file;
        if (value.Text("providerId") is { } holder && linked?.Has(holder) is not true)
            return await ReadManagedAsync(value, holder, cancellationToken);
        return (value.Text("data") ?? value.Text("content")) is { } data
            ? await ReadDataAsync(data, value, document, path, cancellationToken)
            : new BlobInput.Nothing();
    }

    // Other members come along: clients send back what the upload answered.
    private async ValueTask<BlobInput> ReadUploadedAsync(string batch, JsonElement value)
    {
        var index = value.TryGetProperty("upload-fileId", out var id) ? id.ToString() : null;
        return int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && await uploads.FindAsync(batch, number) is { } source
            ? new BlobInput.Content(source)
            : new BlobInput.Nothing();
    }

    private async ValueTask<BlobInput> ReadDataAsync(
        string data, JsonElement value, Document document, PropertyPath path, CancellationToken cancellationToken)
    {
        if (!data.StartsWith("http", StringComparison.Ordinal))
            return new BlobInput.Content(Inline(data, value, path));
        return data.StartsWith(baseUrl, StringComparison.OrdinalIgnoreCase)
            ? await ResolveAsync(data, document, path, cancellationToken)
            : new BlobInput.Nothing();
    }

    private static BlobSource Inline(string text, JsonElement value, PropertyPath path)
    {
        var (name, mediaType, encoding) = value.ValueKind == JsonValueKind.Object
            ? (value.Text("name") ?? value.Text("filename"), value.Text("mime-type"), value.Text("encoding"))
            : (null, null, null);
        name = DownloadFileName.Clean(name);
        DescriptionLimits.Check(name, mediaType, encoding);
        try
        {
            return BlobSource.FromBytes(Encoding.GetEncoding(encoding ?? "UTF-8", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetBytes(text))
                .With(name, mediaType ?? "text/plain", encoding ?? "UTF-8");
        }
        catch (EncoderFallbackException exception)
        {
            throw RequestException.BadRequest($"The text of the property '{path}' has characters that the encoding '{encoding}' lacks; use UTF-8.", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw RequestException.BadRequest($"'{encoding}' is no character encoding known here (property '{path}'); use UTF-8.", exception);
        }
    }

    // The same document's blob needs no permission: who may change the document keeps what it has. Another document's is a download.
    private async ValueTask<BlobInput> ResolveAsync(string data, Document document, PropertyPath path, CancellationToken cancellationToken)
    {
        if (!DownloadUrl.TryParse(data[baseUrl.Length..], schemas, out var url))
            throw Unresolved(path);
        if (url.Repository == document.Repository && url.DocumentId == document.Id && PropertyPath.TryParse(url.XPath, out var own))
            return document.Properties.Get(own) is BlobInfo same ? new BlobInput.Stored(same) : throw Unresolved(path);
        DownloadTicket ticket;
        BlobStat stat;
        try
        {
            ticket = await downloads.AuthorizeAsync(new DownloadRequest
            {
                Principal = principal,
                Repository = url.Repository,
                DocumentId = url.DocumentId,
                XPath = url.XPath,
                FileName = url.FileName,
            }, cancellationToken);
            stat = await downloads.StatAsync(ticket, cancellationToken);
        }
        catch (DownloadException exception)
        {
            throw Unresolved(path, exception);
        }
        if (ticket.Linked is not null || ticket.Document.Repository == document.Repository && ticket.Provider.Options.KeyStrategy.IdentifiesContent(ticket.Blob.Key.Key))
            return new BlobInput.Stored(ticket.Linked is null ? ticket.Blob : ticket.Blob with { FileName = null });
        var source = BlobSource.FromFactory(token => ticket.Provider.OpenAsync(ticket.Blob.Key.Key, cancellationToken: token), stat.Length);
        return new BlobInput.Content(source.With(ticket.Blob.FileName, ticket.Blob.MediaType, ticket.Blob.Encoding));
    }

    // By its address at the vendor, by key, or in the older form of clients by account and file; the editor asks whether the person may, and what the file is. Without any of them it is
    // what this server wrote, with its URL.
    private async ValueTask<BlobInput.Stored?> ReadLinkedAsync(JsonElement value, string provider, PropertyPath path, CancellationToken cancellationToken)
    {
        if (linked?.Has(provider) is not true || !LinkMembers.Any(name => value.TryGetProperty(name, out _)))
            return null;
        if (value.Text("url") is { Length: > 0 } url)
        {
            var found = Uri.TryCreate(url, UriKind.Absolute, out var address) ? await linked.FindAsync(principal, provider, address, cancellationToken) : null;
            return found is null
                ? throw RequestException.BadRequest($"The address of the property '{path}' leads to no file of '{provider}'; copy it from the vendor's page of the file.")
                : new BlobInput.Stored(new BlobInfo { Key = new BlobKey(provider, found.Key.ToString()) });
        }
        var text = value.Text("key") is { Length: > 0 } key
            ? key.StartsWith(provider + ":", StringComparison.Ordinal) ? key[(provider.Length + 1)..] : key
            : value.Text("user") is { Length: > 0 } user && value.Text("fileId") is { Length: > 0 } file ? new LinkedKey(user, file).ToString() : null;
        return LinkedKey.TryParse(text, out var parsed) && BlobKey.TryParse($"{provider}:{parsed}", out var stored)
            ? new BlobInput.Stored(new BlobInfo { Key = stored })
            : throw RequestException.BadRequest($"The property '{path}' links no file of '{provider}': write 'key' as '{provider}:ACCOUNT:FILE', with %3A for a colon in a part.");
    }

    private async ValueTask<BlobInput> ReadManagedAsync(JsonElement value, string provider, CancellationToken cancellationToken)
    {
        if (value.Text("key") is not { Length: > 0 } key || !manager.TryGet(provider, out var holder))
            return new BlobInput.Nothing();
        if (!principal.IsAdministrator)
            throw RequestException.Forbidden("Only administrators may refer to a blob by its provider and key.");
        if (key.StartsWith(provider + ":", StringComparison.Ordinal))
            key = key[(provider.Length + 1)..];
        var stat = await holder.StatAsync(key, cancellationToken)
            ?? throw RequestException.BadRequest($"The provider '{provider}' has no blob with this key.");
        var name = DownloadFileName.Clean(value.Text("name") ?? value.Text("filename"));
        DescriptionLimits.Check(name, value.Text("mime-type"), value.Text("encoding"));
        return new BlobInput.Stored(new BlobInfo
        {
            Key = new BlobKey(provider, stat.Key),
            Length = stat.Length,
            Digest = value.Text("digest") ?? Digest.OfKey(stat.Key)?.Hex,
            FileName = name,
            MediaType = value.Text("mime-type") ?? MediaTypes.OfFileName(name),
            Encoding = value.Text("encoding"),
        });
    }

    private static RequestException Unresolved(PropertyPath path, Exception? innerException = null) =>
        RequestException.BadRequest($"The 'data' URL of the property '{path}' leads to no blob that you may download.", innerException);
}
