using Archivolt.Blobs;

namespace Archivolt.Documents.Tests;

internal static class Some
{
    public static Document Document(string type, params (string Path, object? Value)[] properties)
    {
        var document = new Document
        {
            Repository = "default",
            Id = "7a2f6a4e-3a5c-4b0e-9c1d-000000000001",
            Name = "doc",
            Path = "/doc",
            Type = type,
        };
        foreach (var (path, value) in properties)
            document.Properties.Set(path, value);
        return document;
    }

    public static BlobInfo Blob(string key) => new() { Key = BlobKey.Parse(key) };
}
