using System.Reflection;

namespace StudioOps.Architecture.Tests.Contracts;

/// <summary>The public shape of an assembly as lines of text, one per type and member.</summary>
internal static class PublicShape
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Of(Assembly assembly) => Of(assembly.GetExportedTypes());

    public static IReadOnlyList<string> Of(IEnumerable<Type> types) => [.. types.SelectMany(Lines).Order(StringComparer.Ordinal)];

    /// <summary>What was approved once and is not so any more: a change that breaks whoever listens.</summary>
    public static IEnumerable<string> Broken(IEnumerable<string> approved, IEnumerable<string> actual) =>
        approved.Except(actual).Select(line => $"was removed or changed: {line}");

    /// <summary>What is new: allowed, and to be written down.</summary>
    public static IEnumerable<string> Unapproved(IEnumerable<string> approved, IEnumerable<string> actual) =>
        actual.Except(approved).Select(line => $"is new, add it to the approved shape: {line}");

    /// <summary>Contracts are sealed records of the base library's types and of each other.</summary>
    public static IEnumerable<string> NotWords(IEnumerable<Type> types)
    {
        foreach (var type in types.Where(type => !type.IsEnum))
        {
            if (!type.IsSealed)
            {
                yield return $"{type.FullName} is not sealed";
            }

            foreach (var property in type.GetProperties(Own).Where(property => Parts(property.PropertyType).Any(part => !IsWord(part))))
            {
                yield return $"{type.FullName}.{property.Name} is a {Name(property.PropertyType)}: neither the base library's nor a contract's";
            }
        }
    }

    private static bool IsWord(Type type) => type.IsGenericParameter || type.Namespace is "System" or "System.Collections.Generic" or "System.Text.Json"
        || type.Assembly.GetName().Name!.EndsWith(".Contracts", StringComparison.Ordinal);

    private static IEnumerable<Type> Parts(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type)
        : type.IsArray ? Parts(type.GetElementType()!) : [type];

    private static IEnumerable<string> Lines(Type type)
    {
        yield return $"{type.FullName} : {(type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsSealed ? "sealed class" : "class")}";
        var nullability = new NullabilityInfoContext();
        foreach (var property in type.GetProperties(Own))
        {
            var question = nullability.Create(property).ReadState == NullabilityState.Nullable && Nullable.GetUnderlyingType(property.PropertyType) is null ? "?" : "";
            yield return $"{type.FullName}.{property.Name} : {Name(property.PropertyType)}{question}";
        }

        foreach (var field in type.GetFields(Own).Where(field => !field.IsSpecialName))
        {
            yield return $"{type.FullName}.{field.Name} = {(field.IsLiteral ? field.GetRawConstantValue() : Name(field.FieldType))}";
        }
    }

    private static string Name(Type type) => Nullable.GetUnderlyingType(type) is { } inner ? Name(inner) + "?"
        : type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Namespace == "System" ? type.Name : type.FullName ?? type.Name;
}
