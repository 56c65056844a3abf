namespace Archivolt.Nuxeo.Contributions;

/// <summary>A place in a contribution, for messages.</summary>
/// <param name="File">Name of the file.</param>
/// <param name="Line">Line, from 1; 0 when there is none.</param>
public readonly record struct SourceLine(string File, int Line)
{
    /// <summary>Such as <c>blobs-config.xml, line 12</c>.</summary>
    public override string ToString() => Line == 0 ? File : $"{File}, line {Line}";
}
