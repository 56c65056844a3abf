using Archivolt.Blobs;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Archivolt.Samples.EntityFramework;

/// <summary>Keeps a blob reference as its text, <c>provider:key</c>.</summary>
public sealed class BlobKeyConverter() : ValueConverter<BlobKey, string>(key => key.ToString(), text => BlobKey.Parse(text));
