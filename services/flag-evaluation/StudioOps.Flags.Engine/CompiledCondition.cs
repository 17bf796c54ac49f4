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
        private readonly AttributeSource _source;
        private readonly string? _single;
        private readonly FrozenSet<string> _texts;
        private readonly FrozenSet<FlagValue> _others;

        public OneOf(AttributeSource source, IEnumerable<FlagValue> values)
        {
            _source = source;
            var all = values.ToArray();
            _texts = all.Where(value => value.Type == FlagType.String).Select(value => value.AsText!).ToFrozenSet(StringComparer.Ordinal);
            _others = all.Where(value => value.Type != FlagType.String).ToFrozenSet();
            _single = _texts.Count == 1 ? _texts.Items[0] : null;
        }

        public override bool Matches(TenantFacts tenant, EvaluationContext context)
        {
            if (!_source.TryRead(tenant, context, out var value))
            {
                return false;
            }

            if (value.Type != FlagType.String)
            {
                return _others.Contains(value);
            }

            return _single is not null ? string.Equals(_single, value.AsText, StringComparison.Ordinal) : _texts.Contains(value.AsText!);
        }
    }
}
