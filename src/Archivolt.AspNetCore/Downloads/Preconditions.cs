using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Archivolt.AspNetCore.Downloads;

/// <summary>What a request's conditions ask for.</summary>
internal enum Precondition
{
    /// <summary>The answer as if there were no condition.</summary>
    Met,

    /// <summary>304: the client has the content.</summary>
    NotModified,

    /// <summary>412: the client wanted another content.</summary>
    Failed,
}

/// <summary>
/// Conditional requests in the order of RFC 9110 §13.2.2. (The platform looks at <c>If-Modified-Since</c> first and at sub-seconds; its own
/// clients cannot tell the difference.)
/// </summary>
internal sealed class Preconditions(IHeaderDictionary headers, Validators validators)
{
    private readonly RequestHeaders _typed = new(headers);
    private readonly EntityTagHeaderValue? _entityTag = validators.EntityTag is { } tag ? new EntityTagHeaderValue(tag) : null;
    private readonly DateTimeOffset? _lastModified = validators.LastModified;

    /// <summary>What the conditions are compared with.</summary>
    public Validators Validators => validators;

    /// <summary>True when a request has any condition at all.</summary>
    public static bool AreIn(IHeaderDictionary headers) => headers.IfMatch.Count > 0 || headers.IfNoneMatch.Count > 0
        || headers.IfModifiedSince.Count > 0 || headers.IfUnmodifiedSince.Count > 0 || headers.IfRange.Count > 0;

    /// <summary>What the conditions of a GET or HEAD ask for.</summary>
    public Precondition Evaluate()
    {
        if (headers.IfMatch.Count > 0 && _entityTag is not null)
        {
            if (!Matches(_typed.IfMatch, strong: true))
                return Precondition.Failed;
        }
        else if (headers.IfUnmodifiedSince.Count > 0 && _typed.IfUnmodifiedSince < _lastModified)
        {
            return Precondition.Failed;
        }
        if (headers.IfNoneMatch.Count > 0 && _entityTag is not null)
            return Matches(_typed.IfNoneMatch, strong: false) ? Precondition.NotModified : Precondition.Met;
        return headers.IfModifiedSince.Count > 0 && _typed.IfModifiedSince >= _lastModified ? Precondition.NotModified : Precondition.Met;
    }

    /// <summary>True when ranges may be sent: no <c>If-Range</c>, or one that names exactly this content.</summary>
    public bool AllowRange()
    {
        if (headers.IfRange.Count == 0)
            return true;
        return _typed.IfRange switch
        {
            { EntityTag: { } wanted } => _entityTag is not null && wanted.Compare(_entityTag, useStrongComparison: true),
            { LastModified: { } wanted } => wanted == _lastModified,
            _ => false,
        };
    }

    private bool Matches(IList<EntityTagHeaderValue> wanted, bool strong) =>
        wanted.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(_entityTag, strong));
}
