using Archivolt.Cmis.Objects;
using Archivolt.Cmis.Types;
using Archivolt.Documents;

namespace Archivolt.Cmis.Changes;

/// <summary>A property as a client gives it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Values">Its values as texts; none to take it away.</param>
internal sealed record GivenProperty(string Id, IReadOnlyList<string> Values);

/// <summary>The properties that a client gives an object, understood.</summary>
internal sealed class GivenProperties
{
    private readonly List<(string Target, object? Value)> _values = [];

    private GivenProperties() { }

    /// <summary>The name; null where none is given.</summary>
    public string? Name { get; private set; }

    /// <summary>The state of the object that the client knows; null for any.</summary>
    public string? ChangeToken { get; private set; }

    /// <summary>True where documents have none of them but the name.</summary>
    public bool IsEmpty => _values.Count == 0;

    /// <summary>The id of the type that is given for a new object.</summary>
    public static string? TypeIdIn(IEnumerable<GivenProperty> given) => given.FirstOrDefault(property => property.Id == StandardProperties.TypeId)?.Values is [var id, ..] ? id : null;

    /// <summary>Properties for an object of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="given">The properties.</param>
    /// <param name="present">The object; null for a new one.</param>
    /// <exception cref="CmisException">One of them is no property of the type, or does not take its value.</exception>
    public static GivenProperties Of(CmisType type, IReadOnlyList<GivenProperty> given, CmisObject? present)
    {
        var understood = new GivenProperties();
        if (given.Select(property => property.Id).Distinct(StringComparer.Ordinal).Count() != given.Count)
            throw CmisException.InvalidArgument("A property is given twice.");
        foreach (var (id, values) in given)
        {
            var property = type.Properties.GetValueOrDefault(id) ?? throw CmisException.InvalidArgument($"The type '{type.Id}' has no property '{(id.Length > 100 ? id[..100] : id)}'.");
            understood.Take(property, PropertyTexts.Read(property, values), present);
        }
        return understood;
    }

    /// <summary>Sets them on a document.</summary>
    public void SetOn(Document document)
    {
        foreach (var (target, value) in _values)
            document.Properties.Set(target, value);
    }

    private void Take(CmisProperty property, IReadOnlyList<object> values, CmisObject? present)
    {
        switch (property)
        {
            case { Id: StandardProperties.Name }:
                Name = values is [string { Length: > 0 } name] ? name : throw CmisException.Constraint("An object has a name of at least one character.");
                break;
            case { Id: StandardProperties.ChangeToken }:
                ChangeToken = values is [string token] ? token : null;
                break;
            case { Updatability: CmisUpdatability.ReadWrite, Target: { } target }:
                _values.Add((target, property.IsMulti ? values.ToList<object?>() : values is [var only] ? only : null));
                break;
            // Clients send back what they read.
            case { Updatability: CmisUpdatability.OnCreate } when present is null:
            case var _ when present is not null && property.ValuesOf(present).SequenceEqual(values):
            case { Id: "cmis:secondaryObjectTypeIds" } when values.Count == 0:
                break;
            default:
                throw CmisException.Constraint($"The property '{property.Id}' is the server's to write.");
        }
    }
}
