namespace Archivolt.Rclone;

/// <summary>Where something is kept. Most file servers rename nothing over what is there: during a replacement the older content has another name, and readers look there as well.</summary>
/// <param name="Name">The object's name.</param>
/// <param name="Former">What the older content is called while, or because, a replacement was not finished.</param>
internal sealed record Slot(string Name, string Former);

/// <summary>An object and the name under which it is there.</summary>
internal sealed record Located(string Name, Entry Entry);
