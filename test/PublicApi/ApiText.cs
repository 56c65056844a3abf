using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Archivolt.PublicApi;

/// <summary>What an assembly shows to its users, as text that is the same on every machine: one line a type, one line a member.</summary>
internal static class ApiText
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var types in assembly.GetExportedTypes().GroupBy(type => type.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"namespace {types.Key}\n\n");
            foreach (var type in types.OrderBy(type => type.FullName, StringComparer.Ordinal))
                text.Append(Header(type)).Append('\n').AppendJoin("", Members(type).Select(member => $"    {member}\n")).Append('\n');
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Header(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => type.GetMethod("PrintMembers", Declared) is null ? "struct" : "record struct",
            _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
            _ when type.GetMethod("<Clone>$") is not null => "record",
            _ => "class",
        };
        var modifier = type switch
        {
            { IsValueType: true } or { IsInterface: true } => "",
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true } => "abstract ",
            { IsSealed: true } => "sealed ",
            _ => "",
        };
        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = type.GetInterfaces().Except(inherited)
            .Where(each => each.IsPublic && !(each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IEquatable<>)))
            .Select(each => TypeName.Of(each)).Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            bases = bases.Prepend(TypeName.Of(parent)).Order(Comparer<string>.Create((_, _) => 0));
        var all = type.IsEnum ? "" : string.Join(", ", bases);
        return $"{modifier}{kind} {TypeName.Of(type)}{(all.Length == 0 ? "" : $" : {all}")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => (Name: name, Number: Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)))
                .OrderBy(value => value.Number).Select(value => $"{value.Name} = {value.Number}");
        }
        return type.GetMembers(Declared).Select(member => (member.Name, Text: Member(member))).Where(member => member.Text is not null)
            .OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Text, StringComparer.Ordinal).Select(member => member.Text!);
    }

    /// <summary>A member as a line; null when users cannot see it.</summary>
    private static string? Member(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsShown(constructor) => $"{Access(constructor)}new({Parameters(constructor)})",
        FieldInfo field when field.IsPublic || field.IsFamily => Field(field),
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsShown) && !IsGenerated(property) => Property(property),
        EventInfo some when IsShown(some.AddMethod!) => $"event {TypeName.Of(some.EventHandlerType!)} {some.Name}",
        MethodInfo method when IsShown(method) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)) => Method(method),
        _ => null,
    };

    private static string Field(FieldInfo field)
    {
        var modifier = field switch
        {
            { IsLiteral: true } => "const ",
            { IsStatic: true, IsInitOnly: true } => "static readonly ",
            { IsStatic: true } => "static ",
            _ => "",
        };
        return $"{modifier}{TypeName.Of(field)} {field.Name}{(field.IsLiteral ? $" = {Value(field.GetRawConstantValue())}" : "")}";
    }

    private static string Property(PropertyInfo property)
    {
        var accessors = property.GetAccessors(nonPublic: true).Where(IsShown).ToList();
        var getter = accessors.Contains(property.GetMethod!) ? "get; " : "";
        var isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ?? false;
        var setter = property.SetMethod is { } set && accessors.Contains(set) ? isInit ? "init; " : "set; " : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        var name = property.GetIndexParameters() is { Length: > 0 } indexes ? $"this[{string.Join(", ", indexes.Select(Parameter))}]" : property.Name;
        return $"{Access(accessors[0])}{Modifier(accessors[0])}{required}{TypeName.Of(property)} {name} {{ {getter}{setter}}}";
    }

    private static string Method(MethodInfo method)
    {
        var generics = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(each => each.Name))}>" : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Access(method)}{Modifier(method)}{TypeName.Of(method.ReturnParameter)} {method.Name}{generics}({extension}{Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var modifier = parameter switch
        {
            { IsOut: true } => "out ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) => "params ",
            _ => "",
        };
        var value = parameter.HasDefaultValue ? $" = {Value(parameter.DefaultValue, parameter.ParameterType)}" : "";
        return $"{modifier}{TypeName.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Value(object? value, Type? type = null) => value switch
    {
        null => type is { IsValueType: true } && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        Enum => $"{value.GetType().Name}.{value}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Modifier(MethodBase method) => method switch
    {
        { DeclaringType.IsInterface: true } => method.IsStatic ? "static " : "",
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        MethodInfo { IsVirtual: true } some when some.GetBaseDefinition() != some => "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static bool IsShown(MethodBase method) =>
        (method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed)) && !IsGenerated(method);

    // What the compiler adds to records says nothing; accessors carry the mark too, hence the exception.
    private static bool IsGenerated(MemberInfo member) =>
        (member.IsDefined(typeof(CompilerGeneratedAttribute))
            && member is (not MethodInfo { IsSpecialName: true }) or { Name: "op_Equality" or "op_Inequality" })
        || member.Name is "<Clone>$" or "Deconstruct" or "PrintMembers" or "EqualityContract";
}
