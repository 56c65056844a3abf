namespace Archivolt.Blobs;

/// <summary>What kind of error an exception is, for metrics: one of few words, never a message.</summary>
internal static class ErrorType
{
    /// <summary>The code of a <see cref="BlobException"/>, otherwise the full name of the type.</summary>
    public static string Of(Exception exception) => exception is BlobException known ? known.Error.ToString() : exception.GetType().FullName!;
}
