using System.ComponentModel.DataAnnotations;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Segments;

/// <summary>The part of a segment that may change, apart from who is named in it.</summary>
public record SegmentContent
{
    /// <summary>One line for lists.</summary>
    [StringLength(500)]
    public string Description { get; init; } = "";

    /// <summary>Whoever meets all of these is a member too; none adds nobody. They cannot ask for another segment.</summary>
    [MaxLength(30)]
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>The conditions with every share of a population knowing its salt.</summary>
    internal IReadOnlyList<Condition> Salted(string key) => [.. Conditions.Select(condition => FlagDefinitions.Salted(condition, $"segment.{key}"))];

    internal static IEnumerable<Fault> Faults(string key, string attribute, IReadOnlyList<Condition> conditions)
    {
        Fault[] faults = [.. ConditionCheck.Faults("conditions", conditions)];
        return faults.Length > 0 ? faults
            : DefinitionCheck.Problems(new Segment { Key = key, Attribute = attribute, Conditions = conditions }).Select(problem => new Fault(problem.Field, problem.Message));
    }
}
