namespace StudioOps.Flags.Engine;

/// <summary>Makes conditions ready, and notes what is wrong with them.</summary>
/// <param name="notes">Where it is noted.</param>
/// <param name="segments">The segments conditions may ask for; null while a segment itself is compiled.</param>
internal sealed class ConditionCompiler(Notes notes, IReadOnlyDictionary<string, CompiledSegment>? segments)
{
    /// <summary>Asking walks down as deep as this, on the stack.</summary>
    private const int Deepest = 32;

    public CompiledCondition[] Compile(string field, IReadOnlyList<Condition> conditions, int depth = 0) =>
        [.. conditions.Select((condition, i) => Compile($"{field}[{i}]", condition, depth)).OfType<CompiledCondition>()];

    public CompiledPopulation? Compile(string field, Population population)
    {
        // Elsewhere a population may go without one; carried over it must stay as it was.
        if (string.IsNullOrEmpty(population.Salt) && population.Scheme == BucketingScheme.StudioOps)
        {
            notes.Problem($"{field}.salt", "A rollout needs a salt.");
        }

        if (population.Whole < 1)
        {
            notes.Problem($"{field}.whole", "There is at least one bucket.");
            return null;
        }

        if (population.Unit == RolloutUnit.Attribute && population.Attributes.Count == 0)
        {
            notes.Problem($"{field}.attributes", "A rollout by attribute names at least one.");
        }

        if (population.Unit == RolloutUnit.User)
        {
            notes.Read(ContextFacts.TargetingKey);
        }

        return new CompiledPopulation(population, population.Unit == RolloutUnit.Attribute ? [.. population.Attributes.Select(notes.Read)] : []);
    }

    private CompiledCondition? Compile(string field, Condition condition, int depth)
    {
        if (depth > Deepest)
        {
            notes.Problem(field, $"Conditions are nested at most {Deepest} deep.");
            return null;
        }

        return condition switch
        {
            AllOf all => new EveryTest(Compile($"{field}.conditions", all.Conditions, depth + 1)) { Source = all },
            AnyOf any => new EitherTest(Compile($"{field}.conditions", any.Conditions, depth + 1)) { Source = any },
            Not not => Compile($"{field}.condition", not.Condition, depth + 1) is { } part ? new NotTest(part) { Source = not } : null,
            RoleIn roles => new RoleTest(roles.Roles) { Source = roles },
            InSegment segment => Segment(field, segment),
            InShare share => Compile($"{field}.by", share.By) is { } by ? new ShareTest(by, share.Below) { Source = share } : null,
            AttributeCondition test => Attribute(field, test),
            _ => Unknown(field, condition),
        };
    }

    private CompiledCondition? Attribute(string field, AttributeCondition test)
    {
        if (test is AttributeDate { Attribute: ContextFacts.Now } now)
        {
            // An answer may change at the moment itself or right after it, whichever way it is compared.
            notes.Moments.AddRange(now.Value.UtcTicks, Math.Min(now.Value.UtcTicks + 1, DateTimeOffset.MaxValue.UtcTicks));
            return new NowTest(now.Comparison, now.Value) { Source = now };
        }

        var source = notes.Read(test.Attribute);
        return test switch
        {
            AttributeEquals { Value.Type: FlagType.String } equals => new OneTextTest(source, equals.Value.AsText!) { Source = equals },
            AttributeEquals equals => new OneOfTest(source, [equals.Value]) { Source = equals },
            AttributeIn { Values.Count: 1 } set when set.Values.First() is { Type: FlagType.String } only => new OneTextTest(source, only.AsText!) { Source = set },
            AttributeIn set => new OneOfTest(source, set.Values) { Source = set },
            PlanIn { Plans.Count: 1 } plan => new OneTextTest(source, plan.Plans.First()) { Source = plan },
            PlanIn plans => new OneOfTest(source, [.. plans.Plans.Select(plan => FlagValue.Of(plan))]) { Source = plans },
            AttributePresent present => new PresentTest(source) { Source = present },
            AttributeNumber number => Number(field, source, number),
            AttributeDate date => new DateTest(source, date.Comparison, date.Value) { Source = date },
            AttributeVersion version => Version(field, source, version),
            AttributeText text => new TextsTest(source, text) { Source = text },
            AttributePattern pattern => Pattern(field, source, pattern),
            AttributeNetwork network => Networks(field, source, network),
            _ => Unknown(field, test),
        };
    }

    private NumberTest? Number(string field, AttributeSource source, AttributeNumber number)
    {
        if (double.IsNaN(number.Value))
        {
            notes.Problem($"{field}.value", "That is not a number.");
            return null;
        }

        return new NumberTest(source, number.Comparison, number.Value) { Source = number };
    }

    private VersionTest? Version(string field, AttributeSource source, AttributeVersion version)
    {
        if (!SemanticVersion.TryParse(version.Version, version.Lenient, out _))
        {
            notes.Problem($"{field}.version", $"'{version.Version}' is not a semantic version.");
            return null;
        }

        return new VersionTest(source, version) { Source = version };
    }

    private PatternTest? Pattern(string field, AttributeSource source, AttributePattern pattern)
    {
        if (PatternCheck.TryCompile(pattern.Pattern, pattern.IgnoreCase, out var problem) is { } regex)
        {
            return new PatternTest(source, regex) { Source = pattern };
        }

        notes.Problem($"{field}.pattern", problem);
        return null;
    }

    private NetworkTest Networks(string field, AttributeSource source, AttributeNetwork condition)
    {
        var networks = new List<Network>();
        for (var i = 0; i < condition.Networks.Count; i++)
        {
            if (Network.TryParse(condition.Networks[i], out var network))
            {
                networks.Add(network);
            }
            else
            {
                notes.Problem($"{field}.networks[{i}]", $"'{condition.Networks[i]}' is neither an address nor a network.");
            }
        }

        return new NetworkTest(source, [.. networks]) { Source = condition };
    }

    private SegmentTest? Segment(string field, InSegment condition)
    {
        if (segments?.GetValueOrDefault(condition.Segment) is { } segment)
        {
            notes.Reads.UnionWith(segment.Notes.Reads);
            notes.Moments.AddRange(segment.Notes.Moments);
            if (segment.Notes.Problems.Count > 0)
            {
                notes.Problem(field, $"Segment '{condition.Segment}': {segment.Notes.Problems[0].Message}");
            }

            return new SegmentTest(segment) { Source = condition };
        }

        notes.Problem(field, segments is null ? "A segment cannot ask for another." : $"There is no segment '{condition.Segment}'.");
        return null;
    }

    private CompiledCondition? Unknown(string field, Condition condition)
    {
        notes.Problem(field, $"Nothing is known about conditions of type {condition.GetType().Name}.");
        return null;
    }
}
