namespace Archivolt.Documents.Collection;

/// <summary>What is to be collected, and how.</summary>
/// <param name="Provider">Id of the provider.</param>
public sealed record CollectionRequest(string Provider)
{
    /// <summary>Instead of <see cref="CollectionOptions.Grace"/>.</summary>
    public TimeSpan? Grace { get; init; }

    /// <summary>True to tell the bytes of what is kept too; that looks at every file.</summary>
    public bool Measure { get; init; }

    /// <summary>
    /// True to condemn all of a provider's content although no document refers to anything in it; otherwise that is refused, since it is
    /// what a wrong database looks like.
    /// </summary>
    public bool EvenIfUnreferenced { get; init; }
}
