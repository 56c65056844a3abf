using System.Text;
using Archivolt.AspNetCore.Forms;
using Archivolt.Cmis.Access;
using Archivolt.Cmis.Changes;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Archivolt.Cmis.Browser;

/// <summary>The form of a POST (CMIS 1.1 §5.4.4): short fields, and a part <c>content</c>, anywhere among them and of any size.</summary>
internal sealed class BrowserForm : IAsyncDisposable
{
    private const int MaxFields = 2000;
    private const int MaxLength = 1024 * 1024;
    private const string ContentPart = "content";

    // Letters of another encoding would be stored as signs for unknown ones.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);
    private int _length;

    private BrowserForm() { }

    /// <summary>The part with content; null where there is none.</summary>
    public SpooledFile? Content { get; private set; }

    /// <summary>Reads the form of a request to its end.</summary>
    /// <param name="call">The request.</param>
    /// <param name="sessions">Where content waits.</param>
    /// <param name="admitAsync">Refuses content that is not to come, by the fields before it.</param>
    public static async Task<BrowserForm> ReadAsync(CmisCall call, UploadSessions sessions, Func<BrowserForm, Task> admitAsync)
    {
        var (request, form) = (call.Context.Request, new BrowserForm());
        try
        {
            if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
                throw WrongType();
            else if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
                await form.ReadPartsAsync(call, new MultipartForm(type, request.Body), sessions, admitAsync);
            else if (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
                await form.ReadFieldsAsync(request);
            else
                throw WrongType();
        }
        catch
        {
            await form.DisposeAsync();
            throw;
        }
        return form;
    }

    /// <summary>A field; null where there is none.</summary>
    public string? Find(string name) => _fields.GetValueOrDefault(name);

    /// <summary>The properties: <c>propertyId[0]</c> with <c>propertyValue[0]</c>, or <c>propertyValue[0][0]</c> and so on for many values (§5.4.4.3.6).</summary>
    public IReadOnlyList<GivenProperty> Properties()
    {
        var properties = new List<GivenProperty>();
        var used = 0;
        for (var i = 0; _fields.TryGetValue($"propertyId[{i}]", out var id); i++, used++)
        {
            var values = new List<string>();
            if (_fields.TryGetValue($"propertyValue[{i}]", out var single))
                (values, used) = ([single], used + 1);
            for (var j = 0; _fields.TryGetValue($"propertyValue[{i}][{j}]", out var value); j++, used++)
                values.Add(value);
            properties.Add(new GivenProperty(id, values));
        }
        // A gap would silently leave out what is behind it.
        return used == _fields.Keys.Count(name => name.StartsWith("propertyId[", StringComparison.Ordinal) || name.StartsWith("propertyValue[", StringComparison.Ordinal)) ? properties
            : throw CmisException.InvalidArgument("The fields of properties are numbered from 0 without a gap: propertyId[0], propertyValue[0], propertyId[1] …; many values are propertyValue[0][0], propertyValue[0][1] …");
    }

    /// <summary>Entries of an access list: <c>addACEPrincipal[0]</c> with <c>addACEPermission[0][0]</c> and so on (§5.4.4.3.15).</summary>
    /// <param name="name">What the names of the fields begin with: <c>addACE</c> or <c>removeACE</c>.</param>
    public IReadOnlyList<CmisAce> Entries(string name)
    {
        var (entries, used) = (new List<CmisAce>(), 0);
        for (var i = 0; _fields.TryGetValue($"{name}Principal[{i}]", out var principal); i++, used++)
        {
            for (var j = 0; _fields.TryGetValue($"{name}Permission[{i}][{j}]", out var permission); j++, used++)
                entries.Add(principal.Length > 0 ? new CmisAce(principal, permission) : throw CmisException.InvalidArgument("An entry of an access list names nobody."));
        }
        return used == _fields.Keys.Count(field => field.StartsWith(name, StringComparison.Ordinal)) ? entries
            : throw CmisException.InvalidArgument($"The fields of an access list are numbered from 0 without a gap: {name}Principal[0], {name}Permission[0][0], {name}Permission[0][1], {name}Principal[1] …");
    }

    public ValueTask DisposeAsync() => Content?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ReadFieldsAsync(HttpRequest request)
    {
        var reader = new FormPipeReader(request.BodyReader) { ValueCountLimit = MaxFields, KeyLengthLimit = 1024, ValueLengthLimit = MaxLength };
        try
        {
            foreach (var (name, values) in await reader.ReadFormAsync(request.HttpContext.RequestAborted))
            {
                foreach (var value in values)
                    Add(name, value ?? "");
            }
        }
        catch (InvalidDataException)
        {
            throw TooLong();
        }
    }

    private async Task ReadPartsAsync(CmisCall call, MultipartForm form, UploadSessions sessions, Func<BrowserForm, Task> admitAsync)
    {
        // Content has no limit; fields have.
        if (call.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        while (await form.NextAsync(call.Cancelled) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } disposition || HeaderUtilities.RemoveQuotes(disposition.Name).ToString() is not { Length: > 0 } name)
                throw CmisException.InvalidArgument("A part of the form has no name.");
            if (name != ContentPart)
            {
                Add(name, await TextOfAsync(section, call.Cancelled));
                continue;
            }
            if (Content is not null)
                throw CmisException.InvalidArgument("The form has two parts 'content'.");
            await admitAsync(this);
            Content = await SpooledFile.ReadAsync(sessions, call.Principal, MultipartForm.Content(section), call.Cancelled);
        }
    }

    private void Add(string name, string value)
    {
        if (name == ContentPart)
            throw CmisException.InvalidArgument("Content is sent as a part of a form of the type multipart/form-data.");
        if (name == "_charset_" && !value.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw NotUtf8();
        if (name.Contains('\0', StringComparison.Ordinal) || value.Contains('\0', StringComparison.Ordinal) || (_length += name.Length + value.Length) > MaxLength || _fields.Count >= MaxFields)
            throw TooLong();
        if (!_fields.TryAdd(name, value))
            throw CmisException.InvalidArgument($"The form has the field '{(name.Length > 60 ? name[..60] : name)}' twice.");
    }

    private static async Task<string> TextOfAsync(MultipartSection section, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        var part = new PartStream(section.Body);
        var buffer = new byte[4096];
        while (await part.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            if (text.Length + count > MaxLength)
                throw TooLong();
            text.Write(buffer, 0, count);
        }
        try
        {
            return Utf8.GetString(text.GetBuffer(), 0, (int)text.Length);
        }
        catch (DecoderFallbackException exception)
        {
            throw NotUtf8(exception);
        }
    }

    private static CmisException WrongType() => CmisException.InvalidArgument("The body is a form: multipart/form-data or application/x-www-form-urlencoded.");

    private static CmisException NotUtf8(Exception? innerException = null) => CmisException.InvalidArgument("Forms are sent in UTF-8.", innerException);

    private static CmisException TooLong() => CmisException.InvalidArgument($"The form is too long, or no form: it has at most {MaxFields} fields with {MaxLength} characters together, none of them NUL, besides its content.");
}
