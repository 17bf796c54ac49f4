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
}

/// <summary>Shares of a population.</summary>
/// <remarks>
/// The salt is stored with the rollout and copied, never made anew, when the rollout is stopped, restarted or cloned: that is what keeps
/// everyone in their cohort. Growing the last share only adds people.
/// </remarks>
/// <param name="Unit">What is hashed.</param>
/// <param name="Salt">Sets this rollout's cohorts apart from those of every other.</param>
/// <param name="Shares">Variants with their weight in thousandths of a percent, together at most <see cref="Bucketing.Whole"/>.</param>
public sealed record Rollout(RolloutUnit Unit, string Salt, IReadOnlyList<Share> Shares);

/// <summary>One variant's part of a rollout.</summary>
/// <param name="Variant">Name of a variant of the flag.</param>
/// <param name="Weight">In thousandths of a percent.</param>
public sealed record Share(string Variant, int Weight);
