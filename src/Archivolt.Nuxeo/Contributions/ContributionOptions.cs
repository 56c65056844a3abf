namespace Archivolt.Nuxeo.Contributions;

/// <summary>How contributions are read.</summary>
public sealed record ContributionOptions
{
    /// <summary>Values of the variables <c>${name}</c> that stand in the files; null for a variable that is not set.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>True to leave a variable without value as it stands, like the platform; false (the default) to refuse it.</summary>
    public bool Lenient { get; init; }

    /// <summary>
    /// True (the default) to begin with the provider <c>default</c> that every installation of the platform has: class
    /// <c>nuxeo.core.binarymanager</c>, path <c>repository.binary.store</c>, both variables.
    /// </summary>
    public bool WithDefaultProvider { get; init; } = true;
}
