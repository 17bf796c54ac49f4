using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StudioOps.Flags.Engine.Tests;

public sealed class BucketingSchemeTests
{
    [Fact]
    public void Flagd_joins_salt_and_unit() =>
        Assert.Equal(Bucketing.Project(0x9fe843e0, 100), BucketingScheme.Flagd.Prepare("fractional-flag", 100).Of("jack"));

    [Theory]
    [InlineData("ejOoVL", 0)]
    [InlineData("bY9fO-", 0)]
    [InlineData("SI7p-", 1_073_741_823)]
    [InlineData("6LvT0", 1_073_741_823)]
    [InlineData("ceQdGm", 2_147_483_646)]
    public void Flagd_spreads_over_any_whole(string unit, int expected) =>
        Assert.Equal(expected, BucketingScheme.Flagd.Prepare("", int.MaxValue).Of(unit));

    [Theory]
    [InlineData("gr1", "123", 100, 73)]
    [InlineData("groupX", "999", 100, 25)]
    public void Unleash_takes_the_remainder(string group, string unit, int whole, int normalised) =>
        Assert.Equal(normalised - 1, BucketingScheme.Unleash.Prepare(group, whole).Of(unit));

    [Fact]
    public void Unleash_hashes_variants_with_a_seed_of_their_own() => Assert.Equal(7796 - 1, BucketingScheme.UnleashVariants.Prepare("gr1", 10_000).Of("123"));

    [Fact]
    public void Ours_is_the_projection_of_salt_colon_unit() =>
        Assert.Equal(Bucketing.Bucket("s1", "ada"), BucketingScheme.StudioOps.Prepare("s1", Bucketing.Whole).Of("ada"));

    [Fact]
    public void Schemes_are_told_apart_by_name()
    {
        Assert.Equal(["studioops", "flagd-v2", "unleash", "unleash-variants"], BucketingScheme.All.Select(scheme => scheme.Name));
        Assert.Equal(4, BucketingScheme.All.Select(scheme => scheme.Prepare("salt", Bucketing.Whole).Of("ada")).Distinct().Count());
    }

    [Fact]
    public void A_rollout_deals_by_the_scheme_and_the_whole_it_names()
    {
        var flag = Flags.Text() with
        {
            Rollout = new(RolloutUnit.User, "gr1", [new("green", 50), new("blue", 50)]) { Scheme = BucketingScheme.Unleash, Whole = 100 },
        };

        Assert.Equal("blue", Flags.Ask(flag, new("123")).Variant!.Name);
        Assert.Equal("green", Flags.Ask(flag with { Rollout = flag.Rollout with { Shares = [new("green", 73), new("blue", 27)] } }, new("123")).Variant!.Name);
        Assert.NotEmpty(DefinitionCheck.Problems(flag with { Rollout = flag.Rollout with { Whole = 99 } }));
        Assert.Contains(DefinitionCheck.Problems(flag with { Rollout = flag.Rollout with { Whole = 0, Shares = [] } }), problem => problem.Field == "rollout.whole");
    }

    [Fact]
    public void The_unit_may_be_the_first_attribute_there_is()
    {
        var rollout = new Rollout(RolloutUnit.Attribute, "s1", [new("green", Bucketing.Whole)]) { Attributes = ["session", ContextFacts.TargetingKey] };
        var flag = Flags.Text() with { Rollout = rollout with { Shares = [new("green", Bucketing.Bucket("s1", "session-1")), new("blue", 1)] } };
        EvaluationContext Session(string? user) => new(user, null, [new("session", FlagValue.Of("session-1"))]);

        Assert.Equal("blue", Flags.Ask(flag, Session("ada")).Variant!.Name);
        Assert.Equal("green", Flags.Ask(flag with { Rollout = rollout }, new("ada")).Variant!.Name);
        Assert.Equal((Reason.Default, ErrorCode.None), (Flags.Ask(flag, EvaluationContext.Anonymous).Reason, Flags.Ask(flag, EvaluationContext.Anonymous).Error));
        Assert.Equal(["session", "targetingKey"], FlagSet.Compile([flag]).AttributesRead);
        Assert.Equal("rollout.attributes", Assert.Single(DefinitionCheck.Problems(flag with { Rollout = rollout with { Attributes = [] } })).Field);
    }

    [Theory]
    [InlineData(RolloutUnit.User, "ada")]
    [InlineData(RolloutUnit.Tenant, "018f0000-0000-7000-8000-000000000001")]
    [InlineData(RolloutUnit.Partner, "north")]
    public void A_share_of_a_population_may_be_one_condition_among_others(RolloutUnit unit, string subject)
    {
        var bucket = Bucketing.Bucket("s1", subject);
        EvaluationContext ada = new("ada");

        Assert.True(Conditions.Holds(new InShare(new(unit, "s1"), bucket + 1), ada));
        Assert.False(Conditions.Holds(new InShare(new(unit, "s1"), bucket), ada));
        Assert.Single(Conditions.Problems(new InShare(new(unit, ""), 1)));
        Assert.Empty(Conditions.Problems(new InShare(new(unit, "") { Scheme = BucketingScheme.Flagd }, 1)));
        Assert.Single(Conditions.Problems(new InShare(new(unit, "s") { Whole = 0 }, 1)));
        Assert.False(Conditions.Holds(new InShare(new(RolloutUnit.User, "s1"), Bucketing.Whole), EvaluationContext.Anonymous));
    }

    // The seam is ready when systems that are not built in fit into it, by their own published vectors.
    [Theory]
    [InlineData("userKeyA", 42157)]
    [InlineData("userKeyB", 67084)]
    [InlineData("userKeyC", 10343)]
    public void LaunchDarkly_fits_into_the_seam(string user, int expected) =>
        Assert.Equal(expected, new LaunchDarkly().Prepare("hashKey.saltyA", 100_000).Of(user));

    [Theory]
    [InlineData("seed", "a", 505)]
    [InlineData("seed", "b", 2696)]
    [InlineData("foo", "ab", 2575)]
    [InlineData("foo", "def", 2019)]
    [InlineData("90850943850283058242805", "123", 7516)]
    public void GrowthBook_fits_into_the_seam(string seed, string unit, int expected) =>
        Assert.Equal(expected, new GrowthBook().Prepare(seed, 10_000).Of(unit));

    private sealed class LaunchDarkly : BucketingScheme
    {
        public override string Name => "launchdarkly";

        public override Buckets Prepare(string salt, int whole) => new Prepared(unit =>
        {
#pragma warning disable CA5350 // What the vendor hashes with; nothing is kept secret by it.
            var hash = SHA1.HashData(Encoding.UTF8.GetBytes($"{salt}.{unit}"));
#pragma warning restore CA5350
            return (int)((double)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> 4) / 0xFFFFFFFFFFFFFFF * whole);
        });
    }

    private sealed class GrowthBook : BucketingScheme
    {
        public override string Name => "growthbook-v2";

        public override Buckets Prepare(string salt, int whole) =>
            new Prepared(unit => (int)(Fnv(Fnv(salt + unit).ToString(CultureInfo.InvariantCulture)) % (uint)whole));

        private static uint Fnv(string text) => text.Aggregate(2166136261, (hash, unit) => (hash ^ unit) * 16777619);
    }

    private sealed class Prepared(Func<string, int> bucket) : Buckets
    {
        public override int Of(string unit) => bucket(unit);
    }
}
