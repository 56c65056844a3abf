using System.Text.Json;
using System.Text.Json.Serialization;
using Archivolt.Blobs;
using Archivolt.Stores;

namespace Archivolt.Documents.Ownership;

/// <summary>An installation that uses a store.</summary>
/// <param name="Installation">Its id.</param>
/// <param name="Number">Its number when it wrote this (<see cref="InstallationIdentity.Number"/>).</param>
/// <param name="Since">When it began to use the store.</param>
public sealed record StoreOwner(Guid Installation, long Number, DateTimeOffset Since)
{
    /// <summary>True when two copies of the installation's database were seen to use the store.</summary>
    public bool Contested { get; init; }
}

/// <summary>The record in a store of who uses it (<see cref="IOwnerRecord"/>), as JSON.</summary>
/// <param name="Owners">One, or several that were admitted on purpose.</param>
public sealed record OwnerRecord(IReadOnlyList<StoreOwner> Owners)
{
    /// <summary>A record without owners.</summary>
    public static OwnerRecord None { get; } = new([]);

    /// <summary>The entry of an installation; null when it is no owner.</summary>
    public StoreOwner? Of(Guid installation) => Owners.FirstOrDefault(owner => owner.Installation == installation);

    /// <summary>The record with an owner added, or its entry renewed.</summary>
    public OwnerRecord With(StoreOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new([.. Owners.Where(other => other.Installation != owner.Installation), owner]);
    }

    /// <summary>The record without an owner.</summary>
    public OwnerRecord Without(Guid installation) => new([.. Owners.Where(other => other.Installation != installation)]);

    internal static async Task<OwnerRecord?> ReadAsync(IBlobStore store, IOwnerRecord able, CancellationToken cancellationToken)
    {
        if (await able.ReadOwnerRecordAsync(cancellationToken) is not { } bytes)
            return null;
        try
        {
            return JsonSerializer.Deserialize(bytes.Span, OwnerJson.Default.OwnerRecord) is { Owners: not null } record ? record : throw new JsonException("It has no owners.");
        }
        catch (JsonException exception)
        {
            throw new BlobException(BlobError.Configuration,
                $"The record of who uses the store cannot be read: {exception.Message} Restore the file, or take the store over with 'archivolt stores take'.",
                store.Traits.Name, innerException: exception);
        }
    }

    internal ReadOnlyMemory<byte> ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, OwnerJson.Default.OwnerRecord);
}

/// <summary>The form in which the record is kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(OwnerRecord))]
internal sealed partial class OwnerJson : JsonSerializerContext;
