using Archivolt.Cmis.Types;
using Archivolt.Documents.Query;

namespace Archivolt.Cmis.Query;

/// <summary>A query that was understood.</summary>
/// <param name="Type">The type that is asked for.</param>
/// <param name="Columns">What is asked of each object, each with its name in the answer; null for all.</param>
/// <param name="Where">What must hold; null for everything.</param>
/// <param name="OrderBy">What the objects are ordered by.</param>
internal sealed record QlQuery(CmisType Type, IReadOnlyList<(CmisProperty Property, string Name)>? Columns, NxqlCondition? Where, IReadOnlyList<NxqlOrder> OrderBy);
