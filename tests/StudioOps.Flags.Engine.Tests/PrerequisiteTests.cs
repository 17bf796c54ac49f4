namespace StudioOps.Flags.Engine.Tests;

public sealed class PrerequisiteTests
{
    private static readonly EvaluationContext Ada = new("ada");

    [Theory]
    [InlineData(FlagState.On, true)]
    [InlineData(FlagState.Off, false)]
    [InlineData(FlagState.Killed, false)]
    [InlineData(FlagState.Targeted, false)]
    public void A_flag_is_off_until_its_prerequisite_serves_what_it_needs(FlagState state, bool met)
    {
        var answer = Ask([Flags.Boolean("base", state), Needing("top", "base")], "top");

        Assert.Equal(met, answer.Value.AsBoolean);
        Assert.Equal(
            met ? (Reason.Static, Scope.State, null, null) : (Reason.Disabled, Scope.Prerequisite, "base", null),
            (answer.Reason, answer.Scope, answer.FailedPrerequisite, answer.RuleId));
    }

    [Fact]
    public void Serving_any_of_the_named_variants_is_enough_and_all_prerequisites_are_needed()
    {
        var top = Flags.Boolean("top", FlagState.On) with { Prerequisites = [new("colour", ["green", "blue"]), new("base", ["off"])] };

        Assert.True(Ask([Flags.Text(state: FlagState.On), Flags.Boolean("base", FlagState.Off), top], "top").Value.AsBoolean);
        Assert.Equal("colour", Ask([Flags.Text(), Flags.Boolean("base", FlagState.Off), top], "top").FailedPrerequisite);
        Assert.Equal("base", Ask([Flags.Text(state: FlagState.On), Flags.Boolean("base", FlagState.On), top], "top").FailedPrerequisite);
    }

    [Fact]
    public void Off_by_itself_comes_before_and_overrides_after_the_prerequisite()
    {
        var top = Needing("top", "base");
        var forced = Flags.For(OverrideLevel.User, "ada", "on", "top");

        Assert.Equal(Scope.State, Ask([Flags.Boolean("base"), top with { State = FlagState.Off }], "top").Scope);
        Assert.Equal(Scope.Prerequisite, Ask([Flags.Boolean("base"), top], "top", forced).Scope);
        Assert.Equal(Scope.User, Ask([Flags.Boolean("base", FlagState.On), top], "top", forced).Scope);
        Assert.Equal(Scope.State, Ask([Flags.Boolean("base"), top], "top", Flags.For(OverrideLevel.User, "ada", "on", "base")).Scope);
    }

    [Fact]
    public void A_prerequisite_that_is_missing_broken_or_undecided_serves_nothing()
    {
        var broken = Flags.Boolean("base") with { DefaultVariant = "gone", FailSafeVariant = "on" };
        var undecided = Flags.Boolean("base") with { Rollout = Flags.Percent(100), FailSafeVariant = "on" };
        var top = Needing("top", "base");

        Assert.Equal("base", Ask([top], "top").FailedPrerequisite);
        Assert.Equal("base", Ask([broken, top], "top").FailedPrerequisite);
        Assert.True(Ask([undecided, top], "top").Value.AsBoolean);
        Assert.Equal("base", Snapshot([undecided, top]).Evaluate("top", EvaluationContext.Anonymous, Flags.Now).FailedPrerequisite);
    }

    [Fact]
    public void A_value_only_an_override_holds_is_no_variant_anyone_asked_for()
    {
        var top = Flags.Boolean("top", FlagState.On) with { Prerequisites = [new("colour", ["red", "green", "blue"])] };
        var mauve = new Override { FlagKey = "colour", Level = OverrideLevel.User, Subject = "ada", Value = FlagValue.Of("mauve") };

        Assert.Equal(Scope.Prerequisite, Ask([Flags.Text(), top], "top", mauve).Scope);
    }

    [Fact]
    public void Prerequisites_reach_to_any_depth()
    {
        const int depth = 2_000;
        var chain = Enumerable.Range(1, depth).Select(i => Needing(Key(i), Key(i - 1)));

        Assert.True(Ask([Flags.Boolean(Key(0), FlagState.On), .. chain], Key(depth)).Value.AsBoolean);
        Assert.Equal(Key(depth - 1), Ask([Flags.Boolean(Key(0), FlagState.Off), .. chain], Key(depth)).FailedPrerequisite);

        static string Key(int i) => $"flag-{i:D5}";
    }

    [Fact]
    public void Each_prerequisite_is_asked_once_however_many_ways_lead_to_it()
    {
        const int layers = 40;
        List<FlagDefinition> flags = [Flags.Boolean("a-00", FlagState.On), Flags.Boolean("b-00", FlagState.On)];
        for (var i = 1; i <= layers; i++)
        {
            Prerequisite[] both = [new($"a-{i - 1:D2}", ["on"]), new($"b-{i - 1:D2}", ["on"])];
            flags.Add(Flags.Boolean($"a-{i:D2}", FlagState.On) with { Prerequisites = both });
            flags.Add(Flags.Boolean($"b-{i:D2}", FlagState.On) with { Prerequisites = both });
        }

        var explained = Snapshot(flags).Explain($"a-{layers}", Ada, Flags.Now);

        Assert.True(explained.Answer.Value.AsBoolean);
        Assert.Equal((2 * layers) + 1, explained.Steps.Count(step => step.Outcome == StepOutcome.Decided));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_circle_is_refused_and_breaks_only_the_flags_on_it(int length)
    {
        var circle = Enumerable.Range(0, length).Select(i => Needing($"c{i}", $"c{(i + 1) % length}"));
        var snapshot = Snapshot([.. circle, Needing("onto", "c0"), Needing("above", "onto"), Flags.Boolean("apart", FlagState.On)]);

        foreach (var flag in snapshot.Flags.Flags)
        {
            var onCircle = flag.Key[0] == 'c';
            Assert.Equal(onCircle ? ["prerequisites"] : [], flag.Problems.Select(problem => problem.Field));
            Assert.Equal(onCircle ? ErrorCode.ParseError : ErrorCode.None, snapshot.Evaluate(flag.Key, Ada, Flags.Now).Error);
        }

        Assert.Equal("c0", snapshot.Evaluate("onto", Ada, Flags.Now).FailedPrerequisite);
        Assert.Equal("onto", snapshot.Evaluate("above", Ada, Flags.Now).FailedPrerequisite);
        Assert.True(snapshot.Evaluate("apart", Ada, Flags.Now).Value.AsBoolean);
    }

    [Fact]
    public void A_flag_with_prerequisites_is_never_called_static()
    {
        var top = Needing("top", "base") with { State = FlagState.Targeted };

        Assert.Equal(Reason.Default, Ask([Flags.Boolean("base", FlagState.On), top], "top").Reason);
    }

    [Fact]
    public void All_flags_at_once_say_what_each_says_alone()
    {
        var snapshot = Snapshot([Flags.Boolean("z", FlagState.On), Needing("m", "z"), Needing("a", "m"), Needing("b", "gone"), Flags.Boolean("q")]);
        var answers = new Evaluation[5];

        snapshot.EvaluateAll(Ada, Flags.Now, answers);

        Assert.Equal(snapshot.Flags.Flags.Select(flag => snapshot.Evaluate(flag.Key, Ada, Flags.Now)), answers);
        Assert.Equal([true, false, true, false, true], answers.Select(answer => answer.Value.AsBoolean));
    }

    private static FlagDefinition Needing(string key, string other) => Flags.Boolean(key, FlagState.On) with { Prerequisites = [new(other, ["on"])] };

    private static FlagSnapshot Snapshot(IEnumerable<FlagDefinition> flags, params Override[] overrides) =>
        FlagSnapshot.Create(FlagSet.Compile(flags), Flags.Acme, overrides, 1);

    private static Evaluation Ask(IEnumerable<FlagDefinition> flags, string key, params Override[] overrides) =>
        Snapshot(flags, overrides).Evaluate(key, Ada, Flags.Now);
}
