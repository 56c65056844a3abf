namespace Archivolt.Documents.Access;

/// <summary>Somebody at an identity provider.</summary>
/// <param name="Issuer">The provider's identifier.</param>
/// <param name="Subject">The provider's identifier of the person, which it never gives to anybody else (OpenID Connect Core 1.0, 5.7).</param>
public sealed record ExternalIdentity(string Issuer, string Subject);

/// <summary>What an identity provider says of somebody.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="Told">When the provider said so; groups that it said earlier replace none that it said later.</param>
public sealed record ExternalPerson(ExternalIdentity Identity, DateTimeOffset Told)
{
    /// <summary>Name of the user that is created for whoever has none; null creates nobody.</summary>
    public string? Name { get; init; }

    /// <summary>The groups of this server that the provider puts the person into; null where it says nothing about them.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Details of a user that is created (<see cref="User.Details"/>).</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>An identity as stored.</summary>
/// <param name="Identity">Who it is at the provider.</param>
/// <param name="UserName">The user; null where the user was deleted, which keeps the person out.</param>
/// <param name="Created">When it was linked.</param>
public sealed record KnownIdentity(ExternalIdentity Identity, string? UserName, DateTimeOffset Created);
