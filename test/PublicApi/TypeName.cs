using System.Reflection;

namespace Archivolt.PublicApi;

/// <summary>Types as C# writes them, with their nullability.</summary>
internal static class TypeName
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Of(FieldInfo field) => Of(field.FieldType, Seen(() => Nullability.Create(field)));

    public static string Of(PropertyInfo property) => Of(property.PropertyType, Seen(() => Nullability.Create(property)));

    public static string Of(ParameterInfo parameter) => Of(parameter.ParameterType, Seen(() => Nullability.Create(parameter)));

    public static string Of(Type type, NullabilityInfo? info = null)
    {
        if (type.IsByRef)
            return Of(type.GetElementType()!, info);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{Of(underlying)}?";
        var mark = !type.IsValueType && (info?.ReadState == NullabilityState.Nullable || info?.WriteState == NullabilityState.Nullable) ? "?" : "";
        if (type.IsArray)
            return $"{Of(type.GetElementType()!, info?.ElementType)}[]{mark}";
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword + mark;
        if (type.IsGenericParameter)
            return type.Name + mark;
        var outer = type.IsNested ? $"{Of(type.DeclaringType!)}." : "";
        if (!type.IsGenericType)
            return outer + type.Name + mark;
        var arguments = type.GetGenericArguments().Select((argument, i) => Of(argument, info?.GenericTypeArguments.ElementAtOrDefault(i))).ToList();
        return type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({string.Join(", ", arguments)})"
            : $"{outer}{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>{mark}";
    }

    // The context is not for several threads at once.
    private static NullabilityInfo Seen(Func<NullabilityInfo> create)
    {
        lock (Nullability)
            return create();
    }
}
