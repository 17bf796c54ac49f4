using System.Collections.Frozen;

namespace StudioOps.Flags.Engine;

/// <summary>A condition made ready: its attribute resolved to where it is found, its values put where one look answers.</summary>
internal abstract class CompiledCondition
{
    public abstract bool Matches(TenantFacts tenant, EvaluationContext context);

    public static CompiledCondition Compile(Condition condition) => condition switch
    {
        AttributeEquals equals => new OneOf(AttributeSource.Of(equals.Attribute), [equals.Value]),
        AttributeIn set => new OneOf(AttributeSource.Of(set.Attribute), set.Values),
        PlanIn plans => new OneOf(AttributeSource.Of(ContextFacts.Plan), plans.Plans.Select(plan => FlagValue.Of(plan))),
        _ => throw new NotSupportedException($"Unknown condition {condition.GetType().Name}."),
    };

    private sealed class OneOf : CompiledCondition
    {
        private readonly AttributeSource source;
        private readonly string? single;
        private readonly FrozenSet<string> texts;
        private readonly FrozenSet<FlagValue> others;

        public OneOf(AttributeSource source, IEnumerable<FlagValue> values)
        {
            this.source = source;
            var all = values.ToArray();
            texts = all.Where(value => value.Type == FlagType.String).Select(value => value.AsText!).ToFrozenSet(StringComparer.Ordinal);
            others = all.Where(value => value.Type != FlagType.String).ToFrozenSet();
            single = texts.Count == 1 ? texts.Items[0] : null;
        }

        public override bool Matches(TenantFacts tenant, EvaluationContext context)
        {
            if (!source.TryRead(tenant, context, out var value))
            {
                return false;
            }

            if (value.Type != FlagType.String)
            {
                return others.Contains(value);
            }

            return single is not null ? string.Equals(single, value.AsText, StringComparison.Ordinal) : texts.Contains(value.AsText!);
        }
    }
}
