using FsCheck;
using FsCheck.Fluent;

namespace Archivolt.Tests.Blobs;

/// <summary>Text as strangers send it: any characters, with those that mean something more often.</summary>
internal static class Texts
{
    public static Gen<string> Any { get; } = Gen.OneOf(
            Gen.Elements(":/-.@%\\ \0\n\r\t\u202E\u2028éab012".ToCharArray()),
            Gen.Choose(0, char.MaxValue).Select(code => (char)code))
        .ArrayOf().Select(characters => new string(characters));
}
