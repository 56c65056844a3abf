namespace Archivolt.Documents;

/// <summary>Keeps everybody but its owner, and administrators, from changing a document.</summary>
/// <param name="Owner">Name of the user who locked the document.</param>
/// <param name="Created">When it was locked.</param>
public sealed record DocumentLock(string Owner, DateTimeOffset Created)
{
    /// <summary>True (the default) for a lock that lasts until somebody takes it off; false for one that ends with the last of its tokens.</summary>
    public bool IsLasting { get; init; } = true;

    /// <summary>What programs of the owner hold the lock by, each for its time.</summary>
    public IReadOnlyList<LockToken> Tokens { get; init; } = [];

    /// <summary>What is left of the lock at a time; null where it has ended.</summary>
    public DocumentLock? At(DateTimeOffset time)
    {
        var valid = Tokens.Where(token => time < token.Expires).ToList();
        return valid.Count == Tokens.Count && (IsLasting || valid.Count > 0) ? this
            : IsLasting || valid.Count > 0 ? this with { Tokens = valid }
            : null;
    }
}

/// <summary>What a program holds a lock by, and shows with each change (RFC 4918 §6.5). No secret: it says which program, not who.</summary>
/// <param name="Value">The token, a URI that no other lock has.</param>
/// <param name="Expires">Until when it holds.</param>
public sealed record LockToken(string Value, DateTimeOffset Expires)
{
    /// <summary>True where other programs of the same owner may hold the lock as well.</summary>
    public bool IsShared { get; init; }

    /// <summary>True where it is meant for everything below the document too.</summary>
    public bool IsDeep { get; init; }

    /// <summary>What the program says of itself; null for nothing.</summary>
    public string? Note { get; init; }
}
