using System.Collections.Frozen;

namespace StudioOps.Flags.Engine;

/// <summary>A segment made ready.</summary>
internal sealed class CompiledSegment(Segment segment, AttributeSource source, CompiledCondition[] conditions, Notes notes)
{
    private readonly FrozenSet<string> _members = segment.Members.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<string>? _excluded = segment.Excluded.Count == 0 ? null : segment.Excluded.ToFrozenSet(StringComparer.Ordinal);
    private readonly EveryTest? _every = conditions.Length == 0 ? null : new EveryTest(conditions) { Source = new AllOf(segment.Conditions) };

    public AttributeSource Source => source;

    /// <summary>What was noted while it was compiled: it holds for every flag that asks for it.</summary>
    public Notes Notes => notes;

    public IReadOnlyList<CompiledCondition> Conditions => conditions;

    public bool Has(in Asked asked)
    {
        if (source.Text(asked) is { } name)
        {
            if (_excluded is not null && _excluded.Contains(name))
            {
                return false;
            }

            if (_members.Contains(name))
            {
                return true;
            }
        }

        return _every is not null && _every.Holds(asked);
    }

    public static CompiledSegment Compile(Segment segment)
    {
        var notes = new Notes();
        var conditions = new ConditionCompiler(notes, null).Compile("conditions", segment.Conditions);
        return new CompiledSegment(segment, notes.Read(segment.Attribute), conditions, notes);
    }
}
