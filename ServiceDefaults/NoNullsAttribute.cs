using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace StudioOps.ServiceDefaults;

/// <summary>A list that holds no null. The serializer checks fields against their types, not what lists hold.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NoNullsAttribute() : ValidationAttribute("The field {0} holds null.")
{
    public override bool IsValid(object? value) => value is not IEnumerable list || !list.Cast<object?>().Contains(null);
}
