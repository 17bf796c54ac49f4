namespace StudioOps.Flags.Engine;

/// <summary>Says what is wrong with a definition before anyone is served from it.</summary>
public static class DefinitionCheck
{
    /// <summary>Every problem of a definition by itself; none when it compiles. Segments it asks for are taken to exist unless they are given.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="segments">Every segment there is; null when they are not known here.</param>
    public static IReadOnlyList<DefinitionProblem> Problems(FlagDefinition definition, IEnumerable<Segment>? segments = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var known = segments ?? Asked(definition.Rules.SelectMany(rule => rule.Conditions)).Distinct(StringComparer.Ordinal).Select(key => new Segment { Key = key });
        return new CompiledFlag(definition, 0, FlagSet.Compile(known)).Problems;
    }

    /// <summary>What is wrong with a segment.</summary>
    /// <param name="segment">The segment.</param>
    public static IReadOnlyList<DefinitionProblem> Problems(Segment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        return CompiledSegment.Compile(segment).Notes.Problems;
    }

    /// <summary>Whether a value is of the type and survives the way to any client.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">The flag's type.</param>
    public static bool IsServable(FlagValue value, FlagType type) =>
        value.Type == type
        && (type != FlagType.Number
            || (double.IsFinite(value.AsNumber)
                && (!double.IsInteger(value.AsNumber) || Math.Abs(value.AsNumber) <= FlagValue.LargestInteger)));

    private static IEnumerable<string> Asked(IEnumerable<Condition> conditions) => conditions.SelectMany(condition => condition switch
    {
        InSegment segment => [segment.Segment],
        AllOf all => Asked(all.Conditions),
        AnyOf any => Asked(any.Conditions),
        Not not => Asked([not.Condition]),
        _ => [],
    });
}
