using System.Text.Json;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Import.Flagd;

/// <summary>JsonLogic that names a variant, as rules: each way through its conditions becomes rules that end with an answer.</summary>
internal sealed class FlagdTargeting(string flagKey, IReadOnlyList<string> variants, string defaultVariant)
{
    private readonly FlagdCondition _conditions = new(flagKey);
    private readonly List<Rule> _rules = [];

    public IReadOnlyList<Rule> Read(JsonElement targeting)
    {
        Read(targeting, []);
        return _rules;
    }

    private void Read(JsonElement logic, IReadOnlyList<Condition> guards)
    {
        switch (JsonLogic.Operation(logic))
        {
            case ("if" or "?:", var branches):
                for (var i = 0; i + 1 < branches.Length; i += 2)
                {
                    // The branch always ends with an answer, so whoever comes to the next did not meet its condition.
                    Read(branches[i + 1], [.. guards, _conditions.Read(branches[i])]);
                }

                Read(branches.Length % 2 == 1 ? branches[^1] : default, guards);
                break;
            case ("fractional", var arguments):
                Fractional(arguments, guards);
                Add(guards, defaultVariant);
                break;
            case not null when logic.ValueKind == JsonValueKind.Object:
                Boolean(logic, guards);
                break;
            default:
                Add(guards, Name(logic) ?? defaultVariant);
                break;
        }
    }

    /// <summary>A condition in the place of an answer answers true or false, which are names of variants too.</summary>
    private void Boolean(JsonElement logic, IReadOnlyList<Condition> guards)
    {
        if (!variants.Contains("true") || !variants.Contains("false") || JsonLogic.Variable(logic) is not null)
        {
            throw new NotSupportedHereException("A variant is named by text that stands in the targeting, not by what is computed.");
        }

        Add([.. guards, _conditions.Read(logic)], "true");
        Add(guards, "false");
    }

    private void Fractional(JsonElement[] arguments, IReadOnlyList<Condition> guards)
    {
        var named = arguments.Length > 0 && arguments[0].ValueKind != JsonValueKind.Array;
        Share[] shares = [.. arguments.Skip(named ? 1 : 0).Select(Share)];
        var whole = shares.Sum(share => (long)share.Weight);
        if (whole is <= 0 or > int.MaxValue)
        {
            return;
        }

        if (named && arguments[0].ValueKind != JsonValueKind.Null)
        {
            var (salt, attribute) = BucketBy(arguments[0]);
            Deal(salt, attribute);
        }

        // Without a value of its own to bucket by, or where that is missing, flagd takes its key and the caller's.
        Deal(flagKey, ContextFacts.TargetingKey);

        void Deal(string salt, string attribute) => _rules.Add(new Rule
        {
            Id = Next(),
            Conditions = guards,
            Rollout = new Rollout(RolloutUnit.Attribute, salt, shares) { Attributes = [attribute], Scheme = BucketingScheme.Flagd, Whole = (int)whole },
        });
    }

    private Share Share(JsonElement pair)
    {
        if (pair.ValueKind != JsonValueKind.Array || pair.EnumerateArray().ToArray() is not [var first, .. var rest] || Name(first) is not { } variant)
        {
            throw new NotSupportedHereException("A share is a variant that stands in the targeting, and a weight.");
        }

        return rest switch
        {
            [] => new(variant, 1),
            [{ ValueKind: JsonValueKind.Number } weight] when weight.TryGetInt32(out var whole) => new(variant, Math.Max(0, whole)),
            _ => throw new NotSupportedHereException("The weight of a share is a whole number, not something computed."),
        };
    }

    /// <summary>One attribute, or text and flag key before one attribute.</summary>
    private (string Salt, string Attribute) BucketBy(JsonElement logic)
    {
        if (JsonLogic.Variable(logic) is { } path)
        {
            return ("", path);
        }

        if (JsonLogic.Operation(logic) is ("cat", [.. var before, var last]) && JsonLogic.Variable(last) is { } attribute and not JsonLogic.FlagKey)
        {
            return (string.Concat(before.Select(part => JsonLogic.Variable(part) == JsonLogic.FlagKey ? flagKey : part.AsText()
                ?? throw new NotSupportedHereException("What is hashed is text, then one attribute."))), attribute);
        }

        throw new NotSupportedHereException("What is hashed is text, then one attribute.");
    }

    /// <summary>The variant plain data names; null leaves it to the default.</summary>
    private string? Name(JsonElement data)
    {
        var name = data.ValueKind switch
        {
            JsonValueKind.String => data.GetString(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            _ => throw new NotSupportedHereException($"{data.GetRawText()} is not the name of a variant."),
        };
        return name is null || variants.Contains(name) ? name : throw new NotSupportedHereException($"There is no variant '{name}'.");
    }

    private void Add(IReadOnlyList<Condition> conditions, string variant)
    {
        // Whoever is left at the very end gets the default without a rule that says so.
        if (conditions.Count > 0 || variant != defaultVariant)
        {
            _rules.Add(new Rule { Id = Next(), Conditions = conditions, Variant = variant });
        }
    }

    private string Next() => $"targeting-{_rules.Count}";
}
