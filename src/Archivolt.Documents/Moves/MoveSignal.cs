using Archivolt.Jobs;

namespace Archivolt.Documents.Moves;

/// <summary>Wakes the mover of this node when a move was noticed here, so that it does not wait for its next look.</summary>
public sealed class MoveSignal(TimeProvider clock) : JobSignal(clock);
