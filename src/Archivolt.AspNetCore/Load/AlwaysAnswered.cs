namespace Archivolt.AspNetCore.Load;

/// <summary>Metadata of endpoints that open nothing and are answered however short of handles the process is: a restart would not help it.</summary>
internal sealed class AlwaysAnswered;
