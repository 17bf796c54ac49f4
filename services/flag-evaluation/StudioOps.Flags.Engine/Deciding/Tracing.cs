namespace StudioOps.Flags.Engine;

/// <summary>Watches a decision being taken. A type argument rather than a field: for <see cref="NoTrace"/> the compiler leaves nothing of it.</summary>
internal interface ITracer
{
    void Passed(CompiledFlag flag, Scope scope);

    void Prerequisite(CompiledFlag flag, CompiledPrerequisite prerequisite, bool met);

    void Override(CompiledFlag flag, Scope scope, CompiledOverride candidate, StepOutcome outcome);

    void Rule(CompiledFlag flag, CompiledRule rule, in Asked asked, bool matched);

    void Bucket(CompiledFlag flag, Scope scope, string? ruleId, CompiledRollout rollout, string? unit, int bucket, Variant? variant);

    void Decided(in Evaluation answer);
}

internal readonly struct NoTrace : ITracer
{
    public void Passed(CompiledFlag flag, Scope scope)
    {
    }

    public void Prerequisite(CompiledFlag flag, CompiledPrerequisite prerequisite, bool met)
    {
    }

    public void Override(CompiledFlag flag, Scope scope, CompiledOverride candidate, StepOutcome outcome)
    {
    }

    public void Rule(CompiledFlag flag, CompiledRule rule, in Asked asked, bool matched)
    {
    }

    public void Bucket(CompiledFlag flag, Scope scope, string? ruleId, CompiledRollout rollout, string? unit, int bucket, Variant? variant)
    {
    }

    public void Decided(in Evaluation answer)
    {
    }
}

/// <summary>Writes every step down.</summary>
internal readonly struct Trace(List<DecisionStep> steps) : ITracer
{
    public void Passed(CompiledFlag flag, Scope scope) => steps.Add(new(flag.Key, scope, StepOutcome.Passed));

    public void Prerequisite(CompiledFlag flag, CompiledPrerequisite prerequisite, bool met) =>
        steps.Add(new(flag.Key, Scope.Prerequisite, met ? StepOutcome.Held : StepOutcome.Failed) { Subject = prerequisite.Key });

    public void Override(CompiledFlag flag, Scope scope, CompiledOverride candidate, StepOutcome outcome) => steps.Add(new(flag.Key, scope, outcome)
    {
        Subject = candidate.Subject,
        OverrideId = candidate.Id,
        Variant = candidate.Variant.Name,
        ExpiresAt = candidate.ExpiresAt,
    });

    public void Rule(CompiledFlag flag, CompiledRule rule, in Asked asked, bool matched)
    {
        Conditions(flag, rule, rule.Conditions, asked, 1);
        steps.Add(new(flag.Key, Scope.Rule, matched ? StepOutcome.Held : StepOutcome.Failed) { RuleId = rule.Id });
    }

    public void Bucket(CompiledFlag flag, Scope scope, string? ruleId, CompiledRollout rollout, string? unit, int bucket, Variant? variant) =>
        steps.Add(new(flag.Key, scope, unit is null ? StepOutcome.NoUnit : variant is null ? StepOutcome.Failed : StepOutcome.Held)
        {
            RuleId = ruleId,
            Subject = unit,
            Bucket = unit is null ? null : bucket,
            Population = rollout.Population.Source,
            Variant = variant?.Name,
        });

    public void Decided(in Evaluation answer) => steps.Add(new(answer.Flag!.Key, answer.Scope, StepOutcome.Decided)
    {
        RuleId = answer.RuleId,
        Variant = answer.Variant?.Name,
    });

    /// <summary>Each condition asked once more by itself, so that those a combination did not need to ask show too.</summary>
    private void Conditions(CompiledFlag flag, CompiledRule rule, IReadOnlyList<CompiledCondition> conditions, in Asked asked, int depth)
    {
        foreach (var condition in conditions)
        {
            steps.Add(new(flag.Key, Scope.Rule, condition.Holds(asked) ? StepOutcome.Held : StepOutcome.Failed)
            {
                RuleId = rule.Id,
                Condition = condition.Source,
                Seen = condition.Seen(asked),
                Depth = depth,
            });
            Conditions(flag, rule, condition.Parts, asked, depth + 1);
        }
    }
}
