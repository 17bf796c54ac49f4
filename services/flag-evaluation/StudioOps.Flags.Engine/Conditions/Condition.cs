namespace StudioOps.Flags.Engine;

/// <summary>One test of who asks. A test that cannot be made, because an attribute is missing or of another kind, does not hold.</summary>
public abstract record Condition;

/// <summary>A test of one attribute. The names in <see cref="ContextFacts"/> are facts of the tenant, never the client's claim.</summary>
/// <param name="Attribute">The attribute read.</param>
public abstract record AttributeCondition(string Attribute) : Condition;

/// <summary>The attribute has exactly this value and type.</summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Value">The value asked for.</param>
public sealed record AttributeEquals(string Attribute, FlagValue Value) : AttributeCondition(Attribute);

/// <summary>The attribute is one of these values.</summary>
/// <param name="Attribute">The attribute read.</param>
/// <param name="Values">Any number of values; the cost of asking does not grow with it.</param>
public sealed record AttributeIn(string Attribute, IReadOnlyCollection<FlagValue> Values) : AttributeCondition(Attribute);

/// <summary>The tenant is on one of these plans: how an entitlement is written.</summary>
/// <param name="Plans">Keys of plans.</param>
public sealed record PlanIn(IReadOnlyCollection<string> Plans) : AttributeCondition(ContextFacts.Plan);

/// <summary>The caller has one of these roles in the tenant.</summary>
/// <param name="Roles">Names of roles.</param>
public sealed record RoleIn(IReadOnlyCollection<string> Roles) : Condition;

/// <summary>The attribute is there, whatever its value.</summary>
/// <param name="Attribute">The attribute read.</param>
public sealed record AttributePresent(string Attribute) : AttributeCondition(Attribute);

/// <summary>The attribute is a member of a segment.</summary>
/// <param name="Segment">Key of the segment.</param>
public sealed record InSegment(string Segment) : Condition;

/// <summary>The caller's bucket is below a mark: a share of a population as one condition among others.</summary>
/// <param name="By">How the population is spread.</param>
/// <param name="Below">The mark, in buckets of <see cref="Population.Whole"/>.</param>
public sealed record InShare(Population By, int Below) : Condition;

/// <summary>All of them hold. None at all holds.</summary>
/// <param name="Conditions">The conditions.</param>
public sealed record AllOf(IReadOnlyList<Condition> Conditions) : Condition;

/// <summary>At least one of them holds. None at all does not.</summary>
/// <param name="Conditions">The conditions.</param>
public sealed record AnyOf(IReadOnlyList<Condition> Conditions) : Condition;

/// <summary>It does not hold.</summary>
/// <param name="Condition">The condition.</param>
public sealed record Not(Condition Condition) : Condition;
