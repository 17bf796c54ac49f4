namespace StudioOps.Flags.Engine;

/// <summary>A population with its salt made ready.</summary>
internal sealed class CompiledPopulation(Population source, AttributeSource[] attributes)
{
    private readonly RolloutUnit _unit = source.Unit;
    private readonly Buckets _buckets = source.Scheme.Prepare(source.Salt, source.Whole);

    public Population Source => source;

    /// <summary>Whether a caller without the unit gets an error instead of being outside: it asked for less than the flag needs.</summary>
    public bool DemandsUnit => _unit == RolloutUnit.User;

    public int Bucket(string unit) => _buckets.Of(unit);

    /// <summary>Who is bucketed; null when that was not said.</summary>
    public string? Unit(in Asked asked)
    {
        switch (_unit)
        {
            case RolloutUnit.User:
                return asked.Context.TargetingKey;
            case RolloutUnit.Tenant:
                return asked.Tenant.Id;
            case RolloutUnit.Partner:
                return asked.Tenant.Partner;
        }

        foreach (var attribute in attributes)
        {
            if (attribute.Text(asked) is { } text)
            {
                return text;
            }
        }

        return null;
    }
}

/// <summary>A rollout with its shares summed.</summary>
internal sealed class CompiledRollout(CompiledPopulation population, (int Below, Variant Variant)[] shares)
{
    public CompiledPopulation Population => population;

    /// <summary>The variant of the bucket's share; null when it lies outside all of them.</summary>
    public Variant? Pick(int bucket)
    {
        foreach (var (below, variant) in shares)
        {
            if (bucket < below)
            {
                return variant;
            }
        }

        return null;
    }
}
