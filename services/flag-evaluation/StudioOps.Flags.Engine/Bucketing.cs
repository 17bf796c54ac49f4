namespace StudioOps.Flags.Engine;

/// <summary>Turns a salt and a unit into a stable place in the population.</summary>
public static class Bucketing
{
    /// <summary>All of the population, in thousandths of a percent.</summary>
    public const int Whole = 100_000;

    /// <summary>Spreads a hash evenly over buckets without the bias of a remainder, as flagd's second scheme does.</summary>
    /// <param name="hash">Any 32 bits.</param>
    /// <param name="buckets">How many buckets there are.</param>
    public static int Project(uint hash, int buckets) => (int)(((ulong)hash * (uint)buckets) >> 32);

    /// <summary>The bucket, below <see cref="Whole"/>, of a unit under a salt.</summary>
    /// <param name="salt">The rollout's salt.</param>
    /// <param name="unit">Who or what is bucketed.</param>
    public static int Bucket(string salt, string unit)
    {
        ArgumentNullException.ThrowIfNull(salt);
        ArgumentNullException.ThrowIfNull(unit);
        return BucketingScheme.StudioOps.Prepare(salt, Whole).Of(unit);
    }
}
