using Archivolt.WebConsole.Design;

namespace Archivolt.WebConsole.Live;

/// <summary>A part of pages that changes by itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Every">Time between two looks.</param>
/// <param name="LookAsync">Looks, and makes what is shown.</param>
internal sealed record LiveRegion(string Name, TimeSpan Every, Func<CancellationToken, Task<Html>> LookAsync);
