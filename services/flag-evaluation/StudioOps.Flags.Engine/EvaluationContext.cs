namespace StudioOps.Flags.Engine;

/// <summary>Who asks. Built once per request, then asked for any number of flags.</summary>
public sealed class EvaluationContext
{
    private readonly string[] _roles;
    private readonly KeyValuePair<string, FlagValue>[] _attributes;

    /// <summary>Describes a caller.</summary>
    /// <param name="targetingKey">The user or other subject; null when there is none.</param>
    /// <param name="roles">Names of the roles it has in this tenant.</param>
    /// <param name="attributes">Anything else a rule may read.</param>
    public EvaluationContext(
        string? targetingKey, IEnumerable<string>? roles = null, IEnumerable<KeyValuePair<string, FlagValue>>? attributes = null)
    {
        TargetingKey = targetingKey;
        _roles = roles?.ToArray() ?? [];
        _attributes = attributes?.ToArray() ?? [];
    }

    /// <summary>Nobody in particular.</summary>
    public static EvaluationContext Anonymous { get; } = new(null);

    /// <summary>The user or other subject, if any.</summary>
    public string? TargetingKey { get; }

    /// <summary>Names of the roles.</summary>
    public IReadOnlyList<string> Roles => _roles;

    /// <summary>Looks an attribute up.</summary>
    /// <param name="name">Its name, case counts.</param>
    /// <param name="value">Its value, when there is one.</param>
    public bool TryGetAttribute(string name, out FlagValue value)
    {
        // Contexts carry a handful of attributes: walking them beats hashing the name.
        foreach (var attribute in _attributes)
        {
            if (string.Equals(attribute.Key, name, StringComparison.Ordinal))
            {
                value = attribute.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    internal bool HasRole(string name) => Array.IndexOf(_roles, name) >= 0;
}
