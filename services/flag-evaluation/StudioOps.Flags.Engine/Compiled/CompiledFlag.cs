namespace StudioOps.Flags.Engine;

/// <summary>A flag made ready to be asked. Immutable.</summary>
public sealed class CompiledFlag
{
    internal CompiledFlag(FlagDefinition definition, int index, IReadOnlyDictionary<string, CompiledSegment> segments)
    {
        var compiler = new FlagCompiler(definition, segments, Notes);
        Key = definition.Key;
        Type = definition.Type;
        State = definition.State;
        Index = index;
        Variants = compiler.Variants();
        On = compiler.Variant("onVariant", definition.OnVariant)!;
        Off = compiler.Variant("offVariant", definition.OffVariant)!;
        Default = compiler.Variant("defaultVariant", definition.DefaultVariant)!;
        FailSafe = compiler.Variant("failSafeVariant", definition.FailSafeVariant);
        Rules = [.. Enumerable.Range(0, definition.Rules.Count).Select(compiler.Rule)];
        Rollout = definition.Rollout is null ? null : compiler.Rollout("rollout", definition.Rollout);
    }

    /// <summary>The name callers ask for.</summary>
    public string Key { get; }

    /// <summary>What kind of value it answers with.</summary>
    public FlagType Type { get; }

    /// <summary>How much of its logic is in force.</summary>
    public FlagState State { get; }

    /// <summary>Its place in the flag set, in the order of keys.</summary>
    public int Index { get; }

    /// <summary>Every variant, at its index.</summary>
    public IReadOnlyList<Variant> Variants { get; }

    /// <summary>What keeps it from being decided; none for a sound flag.</summary>
    public IReadOnlyList<DefinitionProblem> Problems => Notes.Problems;

    internal Notes Notes { get; } = new();

    internal Variant? FailSafe { get; }

    internal Variant On { get; }

    internal Variant Off { get; }

    internal Variant Default { get; }

    internal CompiledRule[] Rules { get; }

    internal CompiledRollout? Rollout { get; }

    /// <summary>What must be served by other flags.</summary>
    internal CompiledPrerequisite[] Prerequisites { get; private set; } = [];

    /// <summary>Every flag its prerequisites stand on, each after those it stands on itself: asked in this order, no answer is asked for twice.</summary>
    internal CompiledFlag[] Before { get; private set; } = [];

    /// <summary>One broken definition answers for itself with an error; the others are served as ever.</summary>
    internal bool IsBroken { get; private set; }

    internal bool HasLogic { get; private set; }

    /// <summary>The last step of compiling, when every flag of the set is known.</summary>
    internal void Seal(CompiledPrerequisite[] prerequisites, CompiledFlag[] before)
    {
        Prerequisites = prerequisites;
        Before = before;
        IsBroken = Problems.Count > 0;
        HasLogic = Rules.Length > 0 || Rollout is not null || prerequisites.Length > 0;
    }
}

/// <summary>A rule made ready.</summary>
internal sealed class CompiledRule(string id, CompiledCondition[] conditions, Variant? variant, CompiledRollout? rollout)
{
    public string Id => id;

    public CompiledCondition[] Conditions => conditions;

    public Variant? Variant => variant;

    public CompiledRollout? Rollout => rollout;

    public bool Matches(in Asked asked)
    {
        foreach (var condition in conditions)
        {
            if (!condition.Holds(asked))
            {
                return false;
            }
        }

        return true;
    }
}
