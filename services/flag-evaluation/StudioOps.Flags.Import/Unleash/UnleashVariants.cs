using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Unleash;

/// <summary>A feature's variants as a flag of its own, whose values are the objects Unleash's SDKs return.</summary>
internal static class UnleashVariants
{
    public const string Suffix = ".variant";
    private const string Disabled = "disabled";
    private const string DisabledValue = """{"name":"disabled","enabled":false}""";

    /// <summary>Null when neither the feature nor a strategy of it deals variants.</summary>
    public static FlagDefinition? Read(FlagDefinition feature, JsonElement source, IReadOnlyList<UnleashStrategy> strategies, Notebook notes)
    {
        var own = source.List("variants");
        JsonElement[] all = [.. own.Concat(strategies.SelectMany(strategy => strategy.Source.List("variants")))];
        if (all.Length == 0)
        {
            return null;
        }

        // A feature without strategies is on for everyone.
        IReadOnlyList<UnleashStrategy> ways = strategies.Count > 0 ? strategies : [new([], default, feature.Key)];
        List<VariantDefinition> variants = [new(Disabled, FlagValue.OfJson(DisabledValue))];
        List<Rule> rules = [];
        for (var i = 0; i < ways.Count; i++)
        {
            var theirs = ways[i].Source.List("variants");
            var (dealt, salt) = theirs.Count > 0 ? (theirs, ways[i].Group) : (own, feature.Key);
            rules.AddRange(Rules($"strategy-{i}", ways[i].Conditions, dealt, salt, variants, notes));
        }

        return feature with
        {
            Key = feature.Key + Suffix,
            Type = FlagType.Object,
            State = feature.State == FlagState.On ? FlagState.Targeted : feature.State,
            Variants = variants,
            OnVariant = variants[^1].Name,
            OffVariant = Disabled,
            DefaultVariant = Disabled,
            FailSafeVariant = Disabled,
            Rules = rules,
        };
    }

    private static IEnumerable<Rule> Rules(
        string id, IReadOnlyList<Condition> conditions, IReadOnlyList<JsonElement> dealt, string salt, List<VariantDefinition> variants, Notebook notes)
    {
        // The same name may stand for different payloads under different strategies.
        Share[] shares = [.. dealt.Select(variant => new Share(Name(variant, variants), Math.Max(0, (int)(variant.Number("weight") ?? 0))))];
        for (var i = 0; i < dealt.Count; i++)
        {
            foreach (var (j, forced) in dealt[i].List("overrides").Index())
            {
                var who = new AttributeIn(UnleashContext.Attribute(forced.Text("contextName") ?? ""), [.. forced.Texts("values").Select(value => FlagValue.Of(value))]);
                yield return new Rule { Id = $"{id}-override-{i}-{j}", Conditions = [.. conditions, who], Variant = shares[i].Variant };
            }
        }

        var whole = shares.Sum(share => share.Weight);
        if (whole > 0)
        {
            var stickiness = dealt[0].Text("stickiness") ?? "default";
            string[] attributes = stickiness is "default" or "random" ? [ContextFacts.TargetingKey, "sessionId", "remoteAddress"] : [UnleashContext.Attribute(stickiness)];
            notes.Approximated($"Where Unleash draws a variant by lot, {string.Join(", then ", attributes)} decides; without any a caller gets the first.");
            yield return new Rule
            {
                Id = $"{id}-variants",
                Conditions = conditions,
                Rollout = new Rollout(RolloutUnit.Attribute, salt, shares) { Attributes = attributes, Scheme = BucketingScheme.UnleashVariants, Whole = whole },
            };
        }

        yield return new Rule { Id = $"{id}-rest", Conditions = conditions, Variant = shares.FirstOrDefault(share => share.Weight > 0)?.Variant ?? Disabled };
    }

    private static string Name(JsonElement source, List<VariantDefinition> variants)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", source.Text("name"));
            json.WriteBoolean("enabled", true);
            if (source.Member("payload") is { } payload)
            {
                json.WritePropertyName("payload");
                payload.WriteTo(json);
            }

            json.WriteEndObject();
        }

        var value = FlagValue.OfJson(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
        if (variants.Find(variant => variant.Value == value) is { } same)
        {
            return same.Name;
        }

        var name = source.Text("name") ?? "";
        var taken = variants.Count(variant => variant.Name == name || variant.Name.StartsWith(name + "#", StringComparison.Ordinal));
        variants.Add(new(taken == 0 ? name : $"{name}#{taken}", value));
        return variants[^1].Name;
    }
}
