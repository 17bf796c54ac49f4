using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace StudioOps.ServiceDefaults;

/// <summary>Refuses null inside a list whose type has none: the serializer checks fields, not what lists hold, and a handler would stumble over it.</summary>
internal static class NullElements
{
    public static void Refuse(JsonTypeInfo type)
    {
        if (type.Kind != JsonTypeInfoKind.Object)
        {
            return;
        }

        var nullability = new NullabilityInfoContext();
        JsonPropertyInfo[] lists = [.. type.Properties.Where(property => property.Get is not null && property.AttributeProvider is PropertyInfo declared && HoldsNoNull(nullability.Create(declared)))];
        if (lists.Length == 0)
        {
            return;
        }

        var before = type.OnDeserialized;
        type.OnDeserialized = read =>
        {
            before?.Invoke(read);
            foreach (var list in lists)
            {
                if (list.Get!(read) is IEnumerable held && held.Cast<object?>().Contains(null))
                {
                    throw new JsonException($"{list.Name} holds null.");
                }
            }
        };
    }

    private static bool HoldsNoNull(NullabilityInfo list)
    {
        var element = list.ElementType ?? (list.Type.IsGenericType && list.GenericTypeArguments is [var only] && list.Type.IsAssignableTo(typeof(IEnumerable)) ? only : null);
        return element is { ReadState: NullabilityState.NotNull, Type.IsValueType: false };
    }
}
