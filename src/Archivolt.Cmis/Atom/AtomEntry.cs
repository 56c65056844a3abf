using System.Xml;
using Archivolt.AspNetCore;
using Archivolt.AspNetCore.Documents;
using Archivolt.Blobs;
using Archivolt.Cmis.Changes;
using Archivolt.Cmis.Types;
using Archivolt.Documents.Uploads;
using Microsoft.AspNetCore.Http.Features;

namespace Archivolt.Cmis.Atom;

/// <summary>
/// An entry that a client sent: properties, and content in base64 (<c>cmisra:content</c>, or <c>atom:content</c>) of any size. Document types and external entities are forbidden; everything but
/// content is bounded in size and depth.
/// </summary>
internal sealed class AtomEntry : IAsyncDisposable
{
    private const int MaxDepth = 50;
    private const int MaxValues = 10_000;

    private readonly CmisCall _call;
    private readonly UploadSessions _sessions;
    private readonly MeasuredBody _body;
    private readonly List<GivenProperty> _properties = [];
    private string? _title;
    private int _values;

    private AtomEntry(CmisCall call, UploadSessions sessions)
    {
        (_call, _sessions) = (call, sessions);
        if (call.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = null;
        _body = new MeasuredBody(call.Context.Request.Body);
    }

    /// <summary>The properties. The title is the name where no other is given (§3.5.2).</summary>
    public IReadOnlyList<GivenProperty> Properties => _title is null || _properties.Exists(property => property.Id == StandardProperties.Name)
        ? _properties
        : [.. _properties, new GivenProperty(StandardProperties.Name, [_title])];

    /// <summary>The properties without what the title says.</summary>
    public IReadOnlyList<GivenProperty> Written => _properties;

    /// <summary>The content; null where there is none.</summary>
    public SpooledFile? Content { get; private set; }

    /// <summary>The value of a property; null where it is not given.</summary>
    public string? ValueOf(string id) => _properties.Find(property => property.Id == id)?.Values is [var value] ? value : null;

    /// <summary>Reads the entry of a request to its end.</summary>
    public static async Task<AtomEntry> ReadAsync(CmisCall call, UploadSessions sessions)
    {
        var entry = new AtomEntry(call, sessions);
        try
        {
            await entry.ReadAsync();
            return entry;
        }
        catch (XmlException exception)
        {
            await entry.DisposeAsync();
            throw CmisException.InvalidArgument($"The body is no XML that is accepted here: {exception.Message}", exception);
        }
        catch
        {
            await entry.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => Content?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ReadAsync()
    {
        using var xml = _body.OpenXml();
        if (await xml.MoveToContentAsync() != XmlNodeType.Element || xml.LocalName != "entry" || xml.NamespaceURI != AtomNames.Atom)
            throw CmisException.InvalidArgument("The body is an element 'entry' of Atom.");
        string? mediaType = null, fileName = null;
        while (xml.NodeType != XmlNodeType.None)
        {
            if (xml.Depth > MaxDepth)
                throw CmisException.InvalidArgument($"The entry is nested more than {MaxDepth} times.");
            switch (xml.NodeType == XmlNodeType.Element ? (xml.NamespaceURI, xml.LocalName) : default)
            {
                case (AtomNames.Atom, "title") when xml.Depth == 1:
                    _title = (await TextAsync(xml)).Trim() is { Length: > 0 } title ? title : null;
                    continue;
                case (AtomNames.Rest, "mediatype"):
                    mediaType = await TextAsync(xml);
                    continue;
                case (_, "filename") when xml.Depth == 2:
                    fileName = await TextAsync(xml);
                    continue;
                case (AtomNames.Rest, "base64"):
                    await SpoolAsync(xml, mediaType, fileName);
                    continue;
                case (AtomNames.Atom, "content") when xml.Depth == 1 && xml.GetAttribute("src") is null && IsBase64(xml.GetAttribute("type")):
                    await SpoolAsync(xml, xml.GetAttribute("type"), fileName: null);
                    continue;
                case (AtomNames.Atom, "content") when xml.Depth == 1 && !xml.IsEmptyElement && xml.GetAttribute("src") is null:
                    throw CmisException.InvalidArgument("Content is sent in base64, with its media type.");
                case (AtomNames.Core, var name) when xml.GetAttribute("propertyDefinitionId") is { } id && name.StartsWith("property", StringComparison.Ordinal):
                    await ReadPropertyAsync(xml, id);
                    continue;
            }
            await xml.ReadAsync();
        }
    }

    // Text and XML stand in an entry as they are (RFC 4287 §4.1.3.3).
    private static bool IsBase64(string? type) => type is { } given && given.Contains('/', StringComparison.Ordinal)
        && !given.StartsWith("text/", StringComparison.OrdinalIgnoreCase) && !given.EndsWith("xml", StringComparison.OrdinalIgnoreCase);

    private async Task ReadPropertyAsync(XmlReader xml, string id)
    {
        var (depth, values) = (xml.Depth, new List<string>());
        if (!xml.IsEmptyElement)
        {
            await xml.ReadAsync();
            while (xml.Depth > depth)
            {
                if (xml.NodeType == XmlNodeType.Element && xml.NamespaceURI == AtomNames.Core && xml.LocalName == "value")
                    values.Add(await TextAsync(xml));
                else
                    await xml.ReadAsync();
            }
        }
        if ((_values += values.Count + 1) > MaxValues)
            throw CmisException.InvalidArgument($"An entry has at most {MaxValues} properties and values.");
        _properties.Add(new GivenProperty(id, values));
        await xml.ReadAsync();
    }

    private static async Task<string> TextAsync(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            await xml.ReadAsync();
            return "";
        }
        return await xml.ReadElementContentAsStringAsync();
    }

    private async Task SpoolAsync(XmlReader xml, string? mediaType, string? fileName)
    {
        if (Content is not null)
            throw CmisException.InvalidArgument("The entry has two contents.");
        DescriptionLimits.Check(fileName, mediaType, null);
        await using var bytes = new Base64Content(xml, _body);
        var content = RequestBlobs.Describe(BlobSource.FromStream(bytes), fileName, mediaType);
        Content = await SpooledFile.ReadAsync(_sessions, _call.Principal, content, _call.Cancelled);
        if (!bytes.IsOver)
            throw CmisException.InvalidArgument("The content does not end.");
        _body.Allow();
    }
}
