using Archivolt.Cmis.Types;

namespace Archivolt.Cmis.Query;

/// <summary>Steps through a statement, and knows the type that it asks for.</summary>
internal sealed class QlCursor(string statement, TypeCatalog types)
{
    private readonly List<QlToken> _tokens = QlToken.Read(statement);

    /// <summary>Where it is; set to read something again.</summary>
    public int At { get; set; }

    public QlToken Current => _tokens[At];

    /// <summary>The type that is asked for.</summary>
    public CmisType Type { get; private set; } = types.Base[0];

    /// <summary>The name that the statement gives the type; null for none.</summary>
    public string? Alias { get; set; }

    /// <summary>The refusal of a query.</summary>
    public static CmisException Error(int position, string what) => CmisException.InvalidArgument($"The query cannot be run: {what} (position {position + 1}).");

    /// <summary>The refusal of what is here.</summary>
    public CmisException Unexpected(string wanted) => Error(Current.Position, $"{wanted} is expected, not {Current}");

    /// <summary>The next token.</summary>
    public QlToken Take()
    {
        var token = Current;
        if (token.Kind != QlTokenKind.End)
            At++;
        return token;
    }

    /// <summary>Takes a word of the language, or a symbol, if it is here.</summary>
    public bool TryTake(string word)
    {
        if (!Current.Is(word))
            return false;
        At++;
        return true;
    }

    /// <summary>Takes a word of the language, or a symbol.</summary>
    public void Require(string word)
    {
        if (!TryTake(word))
            throw Unexpected(word);
    }

    /// <summary>Takes any word.</summary>
    public QlToken TakeWord(string what) => Current.Kind == QlTokenKind.Word ? Take() : throw Unexpected(what);

    /// <summary>Takes the type.</summary>
    public void TakeType()
    {
        var name = TakeWord("a type");
        Type = types.Find(name.Text) ?? throw Error(name.Position, $"there is no type {name}");
    }

    /// <summary>Takes a property of the type, by its name alone or with the type's before it.</summary>
    /// <param name="isAsked">True where a condition or an order is about it.</param>
    public CmisProperty TakeProperty(bool isAsked)
    {
        var name = TakeWord("a property");
        if (TryTake("."))
        {
            CheckAlias(name);
            name = TakeWord("a property");
        }
        var property = Type.Properties.GetValueOrDefault(name.Text) ?? throw Error(name.Position, $"the type '{Type.Id}' has no property {name}");
        return !isAsked || property.Queried is not null ? property : throw Error(name.Position, $"{name} cannot be asked for");
    }

    /// <summary>Refuses another name than the type's.</summary>
    public void CheckAlias(QlToken name)
    {
        if (!name.Is(Alias ?? Type.Id))
            throw Error(name.Position, $"{name} is no name of the type that is asked for");
    }

    /// <summary>Takes <c>*</c>, also with the type's name before it.</summary>
    public bool TryTakeAll()
    {
        if (TryTake("*"))
            return true;
        if (At + 2 >= _tokens.Count || !_tokens[At + 1].Is(".") || !_tokens[At + 2].Is("*"))
            return false;
        CheckAlias(Current);
        At += 3;
        return true;
    }
}
