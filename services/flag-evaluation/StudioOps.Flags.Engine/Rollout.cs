namespace StudioOps.Flags.Engine;

/// <summary>What is hashed, and so what stays together, in a rollout.</summary>
public enum RolloutUnit
{
    /// <summary>The targeting key.</summary>
    User,

    /// <summary>The whole tenant.</summary>
    Tenant,

    /// <summary>All tenants of a partner. A tenant without one is outside every such rollout.</summary>
    Partner,

    /// <summary>The first of <see cref="Population.Attributes"/> the context has. A caller without any is outside.</summary>
    Attribute,
}

/// <summary>A population spread over buckets.</summary>
/// <remarks>
/// The salt is stored and copied, never made anew, when a rollout is stopped, restarted or cloned: that is what keeps everyone in their
/// cohort.
/// </remarks>
/// <param name="Unit">What is hashed.</param>
/// <param name="Salt">Sets these cohorts apart from those of every other.</param>
public record Population(RolloutUnit Unit, string Salt)
{
    /// <summary>The attributes that may be the unit, in order, when <see cref="Unit"/> says so.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>How salt and unit become a bucket. Another system's scheme keeps the cohorts of who comes from there.</summary>
    public BucketingScheme Scheme { get; init; } = BucketingScheme.StudioOps;

    /// <summary>How many buckets there are.</summary>
    public int Whole { get; init; } = Bucketing.Whole;
}

/// <summary>Shares of a population. Growing the last share only adds people.</summary>
/// <param name="Unit">What is hashed.</param>
/// <param name="Salt">Sets this rollout's cohorts apart from those of every other.</param>
/// <param name="Shares">Variants with their weight in buckets, by default thousandths of a percent; together at most the whole.</param>
public sealed record Rollout(RolloutUnit Unit, string Salt, IReadOnlyList<Share> Shares) : Population(Unit, Salt);

/// <summary>One variant's part of a rollout.</summary>
/// <param name="Variant">Name of a variant of the flag.</param>
/// <param name="Weight">In buckets: thousandths of a percent unless the population says otherwise.</param>
public sealed record Share(string Variant, int Weight);
