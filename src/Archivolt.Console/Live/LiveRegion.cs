using Archivolt.WebConsole.Design;
using Archivolt.WebConsole.Languages;

namespace Archivolt.WebConsole.Live;

/// <summary>A part of pages that changes by itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Every">Time between two looks.</param>
/// <param name="LookAsync">Looks, and makes what is shown.</param>
internal sealed record LiveRegion(string Name, TimeSpan Every, Func<CancellationToken, Task<Html>> LookAsync)
{
    /// <summary>The language that it is shown in: that of whoever asks for it.</summary>
    public Language Language { get; } = Language.Current;
}
