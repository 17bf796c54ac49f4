namespace StudioOps.Flags.Client;

/// <summary>The key of a flag and the type of what it answers. Those that exist are generated as members of <c>FeatureFlags</c>.</summary>
/// <typeparam name="T">bool, string, double, or JsonElement for an object.</typeparam>
/// <param name="Key">The key.</param>
public readonly record struct FlagKey<T>([property: FlagKey] string Key)
{
    /// <inheritdoc/>
    public override string ToString() => Key;
}

/// <summary>A text that is a flag's key: one that does not exist, or is archived, is a warning when it is compiled.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public sealed class FlagKeyAttribute : Attribute;
