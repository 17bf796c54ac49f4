using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Unleash;

/// <summary>One of a feature's strategies: who it is on for, and which variants it deals.</summary>
internal sealed record UnleashStrategy(IReadOnlyList<Condition> Conditions, JsonElement Source, string Group)
{
    private const int Whole = 100;

    public static UnleashStrategy Read(JsonElement strategy, string feature, IReadOnlySet<string> segments, Notebook notes)
    {
        var parameters = strategy.Member("parameters") ?? default;
        var group = parameters.Text("groupId") is { Length: > 0 } named ? named : feature;
        List<Condition> conditions = [.. strategy.List("constraints").Select(constraint => UnleashConstraint.Read(constraint, notes))];
        conditions.AddRange(strategy.Texts("segments").Select(id => segments.Contains(id) ? new InSegment(id) : Missing(id)));
        conditions.AddRange(Activation(strategy.Text("name"), parameters, group, notes));
        return new(conditions, strategy, group);

        Condition Missing(string id)
        {
            notes.Approximated($"Segment {id} is not there; it is false for everyone, as in Unleash.");
            return Constant.Never;
        }
    }

    private static IEnumerable<Condition> Activation(string? name, JsonElement parameters, string group, Notebook notes)
    {
        switch (name)
        {
            case "default":
                return [];
            case "userWithId":
                return [new AttributeIn(ContextFacts.TargetingKey, [.. Separated("userIds").Select(id => FlagValue.Of(id))])];
            case "remoteAddress":
                return [new AttributeNetwork("remoteAddress", [.. Separated("IPs").Where(IsNetwork)])];
            case "applicationHostname":
                notes.Approximated("The host name of the application is asked of the caller's context, as 'hostname'.");
                return [new AttributeText("hostname", TextComparison.Is, [.. Separated("hostNames")], IgnoreCase: true)];
            case "gradualRolloutUserId":
                return [Share(parameters.Number("percentage"), [ContextFacts.TargetingKey])];
            case "gradualRolloutSessionId":
                return [Share(parameters.Number("percentage"), ["sessionId"])];
            case "gradualRolloutRandom":
                return AtRandom(parameters.Number("percentage"), [ContextFacts.TargetingKey, "sessionId", "remoteAddress"]);
            case "flexibleRollout":
                return Flexible(parameters.Number("rollout"), parameters.Text("stickiness") ?? "default");
            default:
                notes.Refused($"The strategy '{name}' is written in code of its own; it is off for everyone.");
                return [Constant.Never];
        }

        IEnumerable<Condition> Flexible(double? percentage, string stickiness) => stickiness switch
        {
            "default" => AtRandom(percentage, [ContextFacts.TargetingKey, "sessionId"]),
            "random" => AtRandom(percentage, [ContextFacts.TargetingKey, "sessionId", "remoteAddress"]),
            _ => [Share(percentage, [UnleashContext.Attribute(stickiness)])],
        };

        // Nothing here is decided by chance: a caller is asked who it is, and without any answer is outside.
        IEnumerable<Condition> AtRandom(double? percentage, string[] attributes)
        {
            if (percentage >= Whole)
            {
                return [];
            }

            if (percentage > 0)
            {
                notes.Approximated($"Where Unleash draws lots, {string.Join(", then ", attributes)} decides; without any a caller is outside.");
            }

            return [Share(percentage, attributes)];
        }

        Condition Share(double? percentage, string[] attributes) => new InShare(
            new Population(RolloutUnit.Attribute, group) { Attributes = attributes, Scheme = BucketingScheme.Unleash, Whole = Whole }, (int)(percentage ?? 0));

        IEnumerable<string> Separated(string parameter) =>
            (parameters.Text(parameter) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        bool IsNetwork(string text)
        {
            var sound = DefinitionCheck.Problems(new Segment { Key = "-", Conditions = [new AttributeNetwork("remoteAddress", [text])] }).Count == 0;
            if (!sound)
            {
                notes.Approximated($"'{text}' is no address and is left out, as in Unleash.");
            }

            return sound;
        }
    }
}
