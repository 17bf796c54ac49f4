namespace StudioOps.Flags.Engine.Tests;

public sealed class DefinitionCheckTests
{
    public static TheoryData<string, string> Broken => new()
    {
        { "twice the name", "variants[1].name" },
        { "no name", "variants[0].name" },
        { "wrong type", "variants[0].value" },
        { "on", "onVariant" },
        { "nothing", "onVariant" },
        { "off", "offVariant" },
        { "default", "defaultVariant" },
        { "fail-safe", "failSafeVariant" },
        { "rule without an id", "rules[0].id" },
        { "rules with one id", "rules[1].id" },
        { "rule without outcome", "rules[0]" },
        { "rule with two outcomes", "rules[0]" },
        { "rule with unknown variant", "rules[0].variant" },
        { "rule with unknown share", "rules[0].rollout.shares" },
        { "rollout without salt", "rollout.salt" },
        { "rollout above the whole", "rollout.shares" },
        { "rollout below nothing", "rollout.shares" },
    };

    [Fact]
    public void A_sound_definition_has_no_problems()
    {
        Assert.Empty(DefinitionCheck.Problems(Flags.Text() with { Rollout = Flags.Percent(100, "green"), Rules = [new Rule { Id = "r", Variant = "blue" }] }));
        Assert.Empty(FlagSet.Compile([Flags.Text()]).Flags[0].Problems);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_definition_says_where(string what, string field)
    {
        var flag = Flags.Boolean();
        var broken = what switch
        {
            "twice the name" => flag with { Variants = [flag.Variants[0], flag.Variants[1] with { Name = "on" }], OffVariant = "on", DefaultVariant = "on", FailSafeVariant = "on" },
            "no name" => flag with { Variants = [new("", FlagValue.Of(true)), .. flag.Variants] },
            "wrong type" => flag with { Variants = [new("x", FlagValue.Of("true")), .. flag.Variants] },
            "on" => flag with { OnVariant = "gone" },
            "nothing" => flag with { OnVariant = null! },
            "off" => flag with { OffVariant = "gone" },
            "default" => flag with { DefaultVariant = "gone" },
            "fail-safe" => flag with { FailSafeVariant = "gone" },
            "rule without an id" => flag with { Rules = [new Rule { Id = "", Variant = "on" }] },
            "rules with one id" => flag with { Rules = [new Rule { Id = "r", Variant = "on" }, new Rule { Id = "r", Variant = "on" }] },
            "rule without outcome" => flag with { Rules = [new Rule { Id = "r" }] },
            "rule with two outcomes" => flag with { Rules = [new Rule { Id = "r", Variant = "on", Rollout = Flags.Percent(1) }] },
            "rule with unknown variant" => flag with { Rules = [new Rule { Id = "r", Variant = "gone" }] },
            "rule with unknown share" => flag with { Rules = [new Rule { Id = "r", Rollout = Flags.Percent(1, "gone") }] },
            "rollout without salt" => flag with { Rollout = Flags.Percent(1, salt: "") },
            "rollout above the whole" => flag with { Rollout = new(RolloutUnit.User, "s", [new("on", 60_000), new("off", 40_001)]) },
            _ => flag with { Rollout = new(RolloutUnit.User, "s", [new("on", -1)]) },
        };

        Assert.Contains(DefinitionCheck.Problems(broken), problem => problem.Field == field && problem.Message.Length > 0);
    }

    [Theory]
    [InlineData(9_007_199_254_740_991, true)]
    [InlineData(-9_007_199_254_740_991, true)]
    [InlineData(9_007_199_254_740_992, false)]
    [InlineData(1e300, false)]
    [InlineData(1.5, true)]
    [InlineData(0, true)]
    [InlineData(double.NaN, false)]
    [InlineData(double.PositiveInfinity, false)]
    public void A_number_is_servable_when_every_client_reads_the_same(double number, bool expected) =>
        Assert.Equal(expected, DefinitionCheck.IsServable(FlagValue.Of(number), FlagType.Number));

    [Fact]
    public void A_value_is_servable_only_for_its_own_type()
    {
        Assert.True(DefinitionCheck.IsServable(FlagValue.OfJson("{}"), FlagType.Object));
        Assert.False(DefinitionCheck.IsServable(FlagValue.Of("{}"), FlagType.Object));
    }

    [Fact]
    public void A_schema_is_carried_along_and_judges_nothing_here() =>
        Assert.Empty(DefinitionCheck.Problems(Flags.Boolean() with { Schema = """{"type":"object"}""" } is { Schema.Length: > 0 } flag ? flag : Flags.Text()));
}
