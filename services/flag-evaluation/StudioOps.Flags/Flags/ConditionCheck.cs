using StudioOps.Flags.Engine;

namespace StudioOps.Flags;

/// <summary>Limits of conditions, and holes in their lists, which JSON lets pass and the engine does not expect.</summary>
internal static class ConditionCheck
{
    private const int MostValues = 100_000;
    private const int MostParts = 100;
    private const int LongestText = 1_000;
    private const int Deepest = 32;

    public static IEnumerable<Fault> Faults(string field, IReadOnlyList<Condition> conditions, int depth = 0) => depth > Deepest
        ? [new(field, $"Conditions are nested at most {Deepest} deep.")]
        : conditions.Count > MostParts
        ? [new(field, $"At most {MostParts} conditions stand side by side.")]
        : conditions.SelectMany((condition, i) => Faults($"{field}[{i}]", condition, depth));

    /// <summary>The segments conditions ask for.</summary>
    public static IEnumerable<string> Segments(IEnumerable<Condition> conditions) => conditions.SelectMany(condition => condition switch
    {
        InSegment segment => [segment.Segment],
        AllOf all => Segments(all.Conditions),
        AnyOf any => Segments(any.Conditions),
        Not not => Segments([not.Condition]),
        _ => [],
    });

    private static IEnumerable<Fault> Faults(string field, Condition? condition, int depth) => condition switch
    {
        null => [new(field, "A condition says what it is.")],
        AllOf all => Faults($"{field}.conditions", all.Conditions, depth + 1),
        AnyOf any => Faults($"{field}.conditions", any.Conditions, depth + 1),
        Not not => depth >= Deepest ? Faults(field, [], depth + 1) : Faults($"{field}.condition", not.Condition, depth + 1),
        AttributeIn test => Name(field, test.Attribute).Concat(List($"{field}.values", test.Values.Count, [])),
        PlanIn plan => List($"{field}.plans", plan.Plans.Count, plan.Plans),
        RoleIn role => List($"{field}.roles", role.Roles.Count, role.Roles),
        AttributeText text => Name(field, text.Attribute).Concat(List($"{field}.values", text.Values.Count, text.Values)),
        AttributeNetwork network => Name(field, network.Attribute).Concat(List($"{field}.networks", network.Networks.Count, network.Networks)),
        AttributeCondition test => Name(field, test.Attribute),
        InShare share => List($"{field}.by.attributes", 1, share.By.Attributes),
        _ => [],
    };

    private static IEnumerable<Fault> Name(string field, string attribute) =>
        attribute.Length is > 0 and <= 100 ? [] : [new($"{field}.attribute", "The name of an attribute has 1 to 100 characters.")];

    private static IEnumerable<Fault> List(string field, int count, IReadOnlyCollection<string?>? texts) =>
        count is 0 or > MostValues ? [new(field, $"There are 1 to {MostValues} of them.")]
        : texts is null || texts.Any(text => text is null or { Length: 0 or > LongestText }) ? [new(field, $"Each is a text of 1 to {LongestText} characters.")]
        : [];
}
