using System.Collections.Frozen;

namespace StudioOps.Flags.Engine;

internal sealed class OneTextTest(AttributeSource source, string wanted) : TextTest(source)
{
    protected override bool Holds(string text) => string.Equals(wanted, text, StringComparison.Ordinal);
}

internal sealed class OneOfTest(AttributeSource source, IReadOnlyCollection<FlagValue> values) : AttributeTest(source)
{
    private readonly FrozenSet<string> _texts =
        values.Where(value => value.Type == FlagType.String).Select(value => value.AsText!).ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenSet<FlagValue> _others = values.Where(value => value.Type != FlagType.String).ToFrozenSet();

    protected override bool Holds(FlagValue value) => value.Type == FlagType.String ? _texts.Contains(value.AsText!) : _others.Contains(value);
}

internal sealed class PresentTest(AttributeSource source) : AttributeTest(source)
{
    protected override bool Holds(FlagValue value) => true;
}

internal sealed class RoleTest(IReadOnlyCollection<string> roles) : CompiledCondition
{
    private readonly string[] _roles = [.. roles];

    public override bool Holds(in Asked asked)
    {
        foreach (var role in _roles)
        {
            if (asked.Context.HasRole(role))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class SegmentTest(CompiledSegment segment) : CompiledCondition
{
    public override IReadOnlyList<CompiledCondition> Parts => segment.Conditions;

    public override bool Holds(in Asked asked) => segment.Has(asked);

    public override FlagValue? Seen(in Asked asked) => segment.Source.TryRead(asked, out var value) ? value : null;
}

internal sealed class ShareTest(CompiledPopulation by, int below) : CompiledCondition
{
    public override bool Holds(in Asked asked) => by.Unit(asked) is { } unit && by.Bucket(unit) < below;

    public override FlagValue? Seen(in Asked asked) => by.Unit(asked) is { } unit ? FlagValue.Of(by.Bucket(unit)) : null;
}
