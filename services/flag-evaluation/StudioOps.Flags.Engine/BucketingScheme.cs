namespace StudioOps.Flags.Engine;

/// <summary>One system's way from a salt and a unit to a bucket. Whoever brings another system's flags derives from this to keep its cohorts.</summary>
public abstract class BucketingScheme
{
    /// <summary>murmur3 over <c>salt:unit</c>, projected without bias.</summary>
    public static BucketingScheme StudioOps { get; } = new MurmurScheme("studioops", ":", 0, remainder: false);

    /// <summary>flagd since its second scheme: murmur3 over <c>salt</c> and <c>unit</c> joined, projected without bias. The salt is by default the flag's key.</summary>
    public static BucketingScheme Flagd { get; } = new MurmurScheme("flagd-v2", "", 0, remainder: false);

    /// <summary>Unleash's strategies: the remainder of murmur3 over <c>groupId:unit</c>.</summary>
    public static BucketingScheme Unleash { get; } = new MurmurScheme("unleash", ":", 0, remainder: true);

    /// <summary>Unleash's variants: the same with a seed of their own.</summary>
    public static BucketingScheme UnleashVariants { get; } = new MurmurScheme("unleash-variants", ":", 86028157, remainder: true);

    /// <summary>Every scheme the engine brings.</summary>
    public static IReadOnlyList<BucketingScheme> All { get; } = [StudioOps, Flagd, Unleash, UnleashVariants];

    /// <summary>How definitions name it.</summary>
    public abstract string Name { get; }

    /// <summary>Makes ready to bucket units under one salt. Done once per rollout, so that asking is cheap.</summary>
    /// <param name="salt">The rollout's salt.</param>
    /// <param name="whole">How many buckets there are.</param>
    public abstract Buckets Prepare(string salt, int whole);

    private sealed class MurmurScheme(string name, string separator, uint seed, bool remainder) : BucketingScheme
    {
        public override string Name => name;

        public override Buckets Prepare(string salt, int whole) => new MurmurBuckets(salt + separator, seed, whole, remainder);
    }
}

/// <summary>A scheme with its salt.</summary>
public abstract class Buckets
{
    /// <summary>The unit's bucket, from zero to below the whole.</summary>
    /// <param name="unit">Who or what is bucketed.</param>
    public abstract int Of(string unit);
}
