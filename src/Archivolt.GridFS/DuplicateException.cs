namespace Archivolt.GridFS;

/// <summary>Another writer was faster; who meets it looks again.</summary>
internal sealed class DuplicateException(Exception innerException) : Exception("A document with this key is there already.", innerException);
