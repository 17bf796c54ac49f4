namespace StudioOps.Flags.Engine.Tests;

public sealed class ValueTests
{
    [Fact]
    public void A_value_reads_back_as_its_own_type_only()
    {
        Assert.True(FlagValue.Of(true).AsBoolean);
        Assert.Equal(0, FlagValue.Of(true).AsNumber);
        Assert.Equal(1.5, FlagValue.Of(1.5).AsNumber);
        Assert.False(FlagValue.Of(1).AsBoolean);
        Assert.Equal("x", FlagValue.Of("x").AsText);
        Assert.Equal("{}", FlagValue.OfJson("{}").AsText);
        Assert.Null(FlagValue.Of(1).AsText);
    }

    [Fact]
    public void Values_are_equal_when_type_and_content_are()
    {
        Assert.True(FlagValue.Of("a") == FlagValue.Of("a"));
        Assert.True(FlagValue.Of("{}") != FlagValue.OfJson("{}"));
        Assert.False(FlagValue.Of(1).Equals((object)FlagValue.Of(true)));
        Assert.False(FlagValue.Of(1).Equals("1"));
        Assert.Equal(FlagValue.Of(2).GetHashCode(), FlagValue.Of(2).GetHashCode());
    }

    [Theory]
    [InlineData(true, "true")]
    [InlineData(false, "false")]
    public void Booleans_print_as_json_does(bool value, string text) => Assert.Equal(text, FlagValue.Of(value).ToString());

    [Fact]
    public void Other_values_print_without_culture()
    {
        Assert.Equal("1.5", FlagValue.Of(1.5).ToString());
        Assert.Equal("{}", FlagValue.OfJson("{}").ToString());
        Assert.Equal("false", default(FlagValue).ToString());
    }

    [Fact]
    public void Every_word_of_the_protocol_is_spelled()
    {
        Assert.Equal(["STATIC", "DEFAULT", "TARGETING_MATCH", "SPLIT", "DISABLED", "ERROR"], Enum.GetValues<Reason>().Select(WireNames.ToWire));
        Assert.Equal(["", "FLAG_NOT_FOUND", "PARSE_ERROR", "TARGETING_KEY_MISSING"], Enum.GetValues<ErrorCode>().Select(WireNames.ToWire));
        Assert.Equal(
            ["none", "masterSwitch", "tenantStatus", "kill", "state", "prerequisite", "user", "role", "tenant", "partner", "rule", "rollout", "default"],
            Enum.GetValues<Scope>().Select(WireNames.ToWire));
    }

    [Fact]
    public void Answers_are_equal_when_all_they_say_is()
    {
        var snapshot = Flags.Snapshot(Flags.Boolean());
        var first = snapshot.Evaluate("demo", EvaluationContext.Anonymous, Flags.Now);
        var second = snapshot.Evaluate("demo", new("ada"), Flags.Now);

        Assert.True(first == second);
        Assert.True(first != snapshot.Evaluate("other", EvaluationContext.Anonymous, Flags.Now));
        Assert.True(first.Equals((object)second));
        Assert.False(first.Equals("x"));
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Fact]
    public void A_context_says_what_it_was_given()
    {
        Assert.Equal(["teacher", "owner"], Conditions.Ada.Roles);
        Assert.True(Conditions.Ada.TryGetAttribute("country", out var country));
        Assert.Equal(FlagValue.Of("de"), country);
        Assert.False(Conditions.Ada.TryGetAttribute("Country", out var missing));
        Assert.Equal(default, missing);
        Assert.Empty(EvaluationContext.Anonymous.Roles);
    }

    [Fact]
    public void Answers_differ_when_any_part_of_them_does()
    {
        var flag = Flags.Boolean() with { Prerequisites = [new("gone", ["on"])] };
        var answers = new[]
        {
            Flags.Ask(Flags.Boolean(state: FlagState.On), new("ada")),
            Flags.Ask(Flags.Boolean(state: FlagState.Off), new("ada")),
            Flags.Ask(Flags.Boolean(state: FlagState.Killed), new("ada")),
            Flags.Ask(Flags.Boolean(), new("ada")),
            Flags.Ask(Flags.Boolean() with { Rollout = Flags.Percent(100) }, new("ada")),
            Flags.Ask(Flags.Boolean() with { Rollout = Flags.Percent(100) }, EvaluationContext.Anonymous),
            Flags.Ask(Flags.Boolean() with { Rules = [new Rule { Id = "r", Variant = "on" }] }, new("ada")),
            Flags.Ask(flag, new("ada")),
            Flags.Ask(flag with { Prerequisites = [new("lost", ["on"])] }, new("ada")),
            FlagSnapshot.Create(FlagSet.Empty, Flags.Acme, [], 7).Evaluate("demo", new("ada"), Flags.Now),
            FlagSnapshot.Create(FlagSet.Empty, Flags.Acme, [], 8).Evaluate("demo", new("ada"), Flags.Now),
        };

        for (var i = 0; i < answers.Length; i++)
        {
            Assert.Equal([i], Enumerable.Range(0, answers.Length).Where(j => answers[i] == answers[j]));
        }
    }

    [Fact]
    public void Nothing_is_asked_of_nothing()
    {
        var snapshot = Flags.Snapshot(Flags.Boolean());

        Assert.Equal("context", Assert.Throws<ArgumentNullException>(() => snapshot.Evaluate("demo", null!, Flags.Now)).ParamName);
        Assert.Equal("context", Assert.Throws<ArgumentNullException>(() => snapshot.EvaluateAll(null!, Flags.Now, new Evaluation[1])).ParamName);
        Assert.Equal("context", Assert.Throws<ArgumentNullException>(() => snapshot.Explain("demo", null!, Flags.Now)).ParamName);
        Assert.Equal("tenant", Assert.Throws<ArgumentNullException>(() => FlagSnapshot.Create(FlagSet.Empty, null!, [], 1)).ParamName);
        Assert.Equal("flags", Assert.Throws<ArgumentNullException>(() => FlagSnapshot.Create(null!, Flags.Acme, [], 1)).ParamName);
        Assert.Equal("definitions", Assert.Throws<ArgumentNullException>(() => FlagSet.Compile((IEnumerable<FlagDefinition>)null!)).ParamName);
        Assert.Equal("definition", Assert.Throws<ArgumentNullException>(() => DefinitionCheck.Problems((FlagDefinition)null!)).ParamName);
        Assert.Equal("segment", Assert.Throws<ArgumentNullException>(() => DefinitionCheck.Problems((Segment)null!)).ParamName);
        Assert.Equal("value", Assert.Throws<ArgumentNullException>(() => FlagValue.Of(null!)).ParamName);
        Assert.Equal("json", Assert.Throws<ArgumentNullException>(() => FlagValue.OfJson(null!)).ParamName);
        Assert.Equal("salt", Assert.Throws<ArgumentNullException>(() => Bucketing.Bucket(null!, "")).ParamName);
        Assert.Equal("unit", Assert.Throws<ArgumentNullException>(() => Bucketing.Bucket("", null!)).ParamName);
    }
}
