namespace StudioOps.Flags.Engine;

internal sealed class EveryTest(CompiledCondition[] parts) : CompiledCondition
{
    public override IReadOnlyList<CompiledCondition> Parts => parts;

    public override bool Holds(in Asked asked)
    {
        foreach (var part in parts)
        {
            if (!part.Holds(asked))
            {
                return false;
            }
        }

        return true;
    }
}

internal sealed class EitherTest(CompiledCondition[] parts) : CompiledCondition
{
    public override IReadOnlyList<CompiledCondition> Parts => parts;

    public override bool Holds(in Asked asked)
    {
        foreach (var part in parts)
        {
            if (part.Holds(asked))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class NotTest(CompiledCondition part) : CompiledCondition
{
    public override IReadOnlyList<CompiledCondition> Parts { get; } = [part];

    public override bool Holds(in Asked asked) => !part.Holds(asked);
}
