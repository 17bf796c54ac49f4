using StudioOps.Flags.Engine;

namespace StudioOps.Flags;

/// <summary>Between what callers write and what the engine compiles.</summary>
internal static class FlagDefinitions
{
    /// <summary>The engine's definition of a stored flag.</summary>
    public static FlagDefinition ToDefinition(this Flag flag) => flag.Content().ToDefinition(flag.Key, flag.Type, flag.Salt) with { State = flag.State };

    /// <summary>The engine's definition of completed content. A value no flag can hold becomes false; <see cref="FlagCheck"/> says so.</summary>
    public static FlagDefinition ToDefinition(this FlagContent content, string key, FlagType type, string salt) => new()
    {
        Key = key,
        Type = type,
        State = content.State,
        Variants = [.. (content.Variants ?? []).Select(variant => new VariantDefinition(variant.Name, FlagJson.Value(variant.Value) ?? default))],
        Schema = content.Schema?.GetRawText(),
        OnVariant = content.OnVariant!,
        OffVariant = content.OffVariant!,
        DefaultVariant = content.DefaultVariant!,
        FailSafeVariant = content.FailSafeVariant!,
        Prerequisites = content.Prerequisites,
        // A rule's cohorts hang on the rule's id: they stay when rules are put in another order.
        Rules = [.. content.Rules.Select(rule => new Rule
        {
            Id = rule.Id,
            Conditions = [.. (rule.Conditions ?? []).Select(condition => Salted(condition, RuleSalt(salt, rule.Id)))],
            Variant = rule.Variant,
            Rollout = rule.Rollout?.ToRollout(RuleSalt(salt, rule.Id)),
        })],
        Rollout = content.Rollout?.ToRollout(salt),
    };

    /// <summary>The way back: content that says the same as a definition, on top of what the engine does not know of.</summary>
    public static FlagContent With(this FlagContent content, FlagDefinition definition, string salt) => content with
    {
        State = definition.State,
        Variants = [.. definition.Variants.Select(variant => new VariantBody(variant.Name, FlagJson.Element(variant.Value)))],
        Schema = definition.Schema is null ? null : FlagJson.Read<System.Text.Json.JsonElement>(definition.Schema),
        OnVariant = definition.OnVariant,
        OffVariant = definition.OffVariant,
        DefaultVariant = definition.DefaultVariant,
        FailSafeVariant = definition.FailSafeVariant,
        Prerequisites = definition.Prerequisites,
        Rules = [.. definition.Rules.Select(rule => new RuleBody(rule.Id, rule.Conditions, rule.Variant, rule.Rollout?.ToBody(RuleSalt(salt, rule.Id))))],
        Rollout = definition.Rollout?.ToBody(salt),
    };

    /// <summary>Conditions that are a share of a population and did not say of which belong to their rule.</summary>
    public static Condition Salted(Condition condition, string salt) => condition switch
    {
        InShare { By: { Salt: null or "" } by } share when by.Scheme == BucketingScheme.StudioOps => share with { By = by with { Salt = salt } },
        AllOf all => new AllOf([.. all.Conditions.Select(inner => Salted(inner, salt))]),
        AnyOf any => new AnyOf([.. any.Conditions.Select(inner => Salted(inner, salt))]),
        Not not => new Not(Salted(not.Condition, salt)),
        _ => condition,
    };

    private static string RuleSalt(string salt, string ruleId) => $"{salt}.{ruleId}";

    private static Rollout ToRollout(this RolloutBody body, string salt) => new(body.Unit, body.Salt ?? salt, body.Shares)
    {
        Attributes = body.Attributes ?? [],
        Scheme = body.Scheme ?? BucketingScheme.StudioOps,
        Whole = body.Whole ?? Bucketing.Whole,
    };

    private static RolloutBody ToBody(this Rollout rollout, string salt) => new(rollout.Unit, rollout.Shares)
    {
        Salt = rollout.Salt == salt ? null : rollout.Salt,
        Attributes = rollout.Attributes.Count == 0 ? null : rollout.Attributes,
        Scheme = rollout.Scheme == BucketingScheme.StudioOps ? null : rollout.Scheme,
        Whole = rollout.Whole == Bucketing.Whole ? null : rollout.Whole,
    };
}
