namespace Archivolt.Documents.Query;

/// <summary>A query cannot be understood, or asks for what is not offered.</summary>
/// <param name="position">Where in the text, from 0.</param>
/// <param name="message">What is wrong there.</param>
public sealed class NxqlException(int position, string message) : Exception($"{message} (position {position + 1})")
{
    /// <summary>Where in the text, from 0.</summary>
    public int Position => position;
}
