using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace StudioOps.Flags.Engine.Tests;

/// <summary>What must hold of every rollout, tried on rollouts nobody thought of.</summary>
public sealed class CohortProperties
{
    private static readonly Gen<string> Text = Gen.Elements("a", "b", "0", "-", ":", "ä", "€", "𝄞", " ").ArrayOf().Select(string.Concat);
    private static readonly Arbitrary<string> Salts = Text.Select(text => "s" + text).ToArbitrary();
    private static readonly Arbitrary<string> Units = Text.ToArbitrary();

    /// <summary>Statistics are tried on the same numbers every time: by chance alone one in 370 falls outside three sigma.</summary>
    private static readonly Config Same = Config.QuickThrowOnFailure.WithReplay(20261120, 5);

    [Fact]
    public void The_hash_of_text_is_the_hash_of_its_bytes_wherever_it_is_cut() => Prop.ForAll(
        Units,
        Units,
        (first, second) => Murmur3.Begin(7).Append(first).Append(second).End() == Murmur3.Hash(Encoding.UTF8.GetBytes(first + second), 7)).QuickCheckThrowOnFailure();

    [Fact]
    public void Half_a_character_hashes_as_the_replacement_it_is_encoded_to() => Prop.ForAll(
        Gen.Elements('a', '\ud834', '\udd1e', 'ä').ArrayOf().Select(chars => new string(chars)).ToArbitrary(),
        text => Murmur3.Begin(0).Append(text).End() == Murmur3.Hash(Encoding.UTF8.GetBytes(text))).QuickCheckThrowOnFailure();

    [Fact]
    public void Growing_a_rollout_never_removes_anyone() => Prop.ForAll(
        Salts,
        Gen.Choose(0, Bucketing.Whole).Two().ToArbitrary(),
        Units,
        (salt, weights, user) =>
        {
            var (less, more) = (Math.Min(weights.Item1, weights.Item2), Math.Max(weights.Item1, weights.Item2));
            return !Served(salt, less, user) || Served(salt, more, user);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Growing_the_last_share_moves_nobody_out_of_another() => Prop.ForAll(
        Salts,
        Gen.Choose(0, 30_000).Three().ToArbitrary(),
        Units,
        (salt, weights, user) =>
        {
            var (green, blue, more) = weights;
            string Variant(int last) => Flags.Ask(
                Flags.Text() with { Rollout = new(RolloutUnit.User, salt, [new("green", green), new("blue", last)]) }, new(user)).Variant!.Name;
            return Variant(blue) == Variant(blue + more) || Variant(blue) == "red";
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Stop_restart_and_clone_keep_the_cohort() => Prop.ForAll(
        Salts,
        Gen.Choose(0, Bucketing.Whole).ToArbitrary(),
        Units,
        (salt, weight, user) =>
        {
            var flag = Flags.Boolean() with { Rollout = new(RolloutUnit.User, salt, [new("on", weight)]) };
            var stopped = flag with { State = FlagState.Off };
            var clone = Flags.Boolean("clone") with { Rollout = stopped.Rollout };
            return Flags.Ask(flag, new(user)).Value == Flags.Ask(stopped with { State = FlagState.Targeted }, new(user)).Value
                && Flags.Ask(flag, new(user)).Value == Flags.Ask(clone, new(user)).Value;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_bucket_lies_in_the_whole() => Prop.ForAll(
        Gen.Elements<BucketingScheme>(BucketingScheme.All).ToArbitrary(),
        Gen.Choose(1, int.MaxValue).ToArbitrary(),
        Units,
        (scheme, whole, unit) => scheme.Prepare("s", whole).Of(unit) is var bucket && bucket >= 0 && bucket < whole).QuickCheckThrowOnFailure();

    [Fact]
    public void A_share_holds_what_it_says_within_three_sigma() => Prop.ForAll(
        Salts,
        Gen.Elements(1, 10, 25, 50).ToArbitrary(),
        (salt, percent) =>
        {
            const int people = 10_000;
            var (buckets, share) = (BucketingScheme.StudioOps.Prepare(salt, 100), percent / 100.0);
            var served = Enumerable.Range(0, people).Count(i => buckets.Of($"user-{i}") < percent);
            return Math.Abs(served - (people * share)) <= 3 * Math.Sqrt(people * share * (1 - share));
        }).Check(Same);

    [Fact]
    public void Being_in_one_rollout_says_nothing_about_another() => Prop.ForAll(
        Salts,
        Salts,
        (first, second) =>
        {
            const int people = 4_000;
            var (left, right) = (BucketingScheme.StudioOps.Prepare(first, 2), BucketingScheme.StudioOps.Prepare(second + "!", 2));
            var cells = new int[4];
            for (var i = 0; i < people; i++)
            {
                cells[(2 * left.Of($"user-{i}")) + right.Of($"user-{i}")]++;
            }

            // Three degrees of freedom: 16.27 is passed by chance once in a thousand.
            return cells.Sum(count => Math.Pow(count - (people / 4.0), 2) / (people / 4.0)) < 16.27;
        }).Check(Same);

    private static bool Served(string salt, int weight, string user) =>
        Flags.Ask(Flags.Boolean() with { Rollout = new(RolloutUnit.User, salt, [new("on", weight)]) }, new(user)).Value.AsBoolean;
}
