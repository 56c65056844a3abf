using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Archivolt.WebDav;

/// <summary>Words of RFC 4918.</summary>
internal static class Dav
{
    public const string Namespace = "DAV:";
    public const string Prefix = "D";
    public const string MediaType = "application/xml; charset=utf-8";
    public const string Declaration = """<?xml version="1.0" encoding="utf-8"?>""";

    public const string DepthHeader = "Depth";
    public const string DestinationHeader = "Destination";
    public const string OverwriteHeader = "Overwrite";
    public const string LockTokenHeader = "Lock-Token";
    public const string TimeoutHeader = "Timeout";
    public const string IfHeader = "If";

    /// <summary>How answers are written: some clients stumble over a byte order mark.</summary>
    public static XmlWriterSettings XmlSettings { get; } = new() { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <summary>A name in the namespace <c>DAV:</c>.</summary>
    public static XName Name(string local) => XName.Get(local, Namespace);
}
