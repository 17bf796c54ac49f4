using System.Buffers;

namespace StudioOps.Flags.Engine;

/// <summary>The decision order: master switch, tenant, kill, state, prerequisites, overrides, rules, rollout, default.</summary>
public sealed partial class FlagSnapshot
{
    private Evaluation Decide<TTracer>(CompiledFlag flag, in Asked asked, TTracer trace)
        where TTracer : struct, ITracer =>
        flag.Before.Length == 0 ? Decide(flag, asked, [], trace) : DecideAfterOthers(flag, asked, trace);

    private Evaluation DecideAfterOthers<TTracer>(CompiledFlag flag, in Asked asked, TTracer trace)
        where TTracer : struct, ITracer
    {
        var served = ArrayPool<short>.Shared.Rent(Flags.Span.Length);
        foreach (var other in flag.Before)
        {
            var answer = Decide(other, asked, served, trace);
            served[other.Index] = answer.Error == ErrorCode.None ? (short)answer.Variant!.Index : CompiledPrerequisite.Nothing;
        }

        var decided = Decide(flag, asked, served, trace);
        ArrayPool<short>.Shared.Return(served);
        return decided;
    }

    private Evaluation Decide<TTracer>(CompiledFlag flag, in Asked asked, ReadOnlySpan<short> served, TTracer trace)
        where TTracer : struct, ITracer
    {
        if (!Flags.MasterSwitch)
        {
            return FailSafe(flag, Scope.MasterSwitch, trace);
        }

        trace.Passed(flag, Scope.MasterSwitch);
        if (asked.Tenant.IsSuspended)
        {
            return FailSafe(flag, Scope.TenantStatus, trace);
        }

        trace.Passed(flag, Scope.TenantStatus);
        if (flag.State == FlagState.Killed)
        {
            return FailSafe(flag, Scope.Kill, trace);
        }

        trace.Passed(flag, Scope.Kill);
        if (flag.IsBroken)
        {
            return Undecided(flag, ErrorCode.ParseError, trace);
        }

        if (flag.State == FlagState.Off)
        {
            return Answer(flag, flag.Off, Reason.Disabled, Scope.State, trace);
        }

        trace.Passed(flag, Scope.State);
        foreach (var prerequisite in flag.Prerequisites)
        {
            var met = prerequisite.IsMet(served);
            trace.Prerequisite(flag, prerequisite, met);
            if (!met)
            {
                return Answer(flag, flag.Off, Reason.Disabled, Scope.Prerequisite, trace, prerequisite.Key);
            }
        }

        FlagOverrides? overrides = null;
        if (_overrides is not null && _overrides.TryGetValue(flag.Index, out overrides) && overrides.Pick(asked, out var scope, trace) is { } chosen)
        {
            return Answer(flag, chosen.Variant, Reason.TargetingMatch, scope, trace);
        }

        if (flag.State == FlagState.On)
        {
            return Answer(flag, flag.On, Reason.Static, Scope.State, trace);
        }

        return flag.HasLogic
            ? Target(flag, asked, trace)
            : Answer(flag, flag.Default, overrides is null ? Reason.Static : Reason.Default, Scope.Default, trace);
    }

    private Evaluation Target<TTracer>(CompiledFlag flag, in Asked asked, TTracer trace)
        where TTracer : struct, ITracer
    {
        foreach (var rule in flag.Rules)
        {
            var matched = rule.Matches(asked);
            trace.Rule(flag, rule, asked, matched);
            if (!matched)
            {
                continue;
            }

            if (rule.Variant is not null)
            {
                return Answer(flag, rule.Variant, Reason.TargetingMatch, Scope.Rule, trace, rule.Id);
            }

            if (Share(flag, Scope.Rule, rule.Id, rule.Rollout!, asked, trace, out var share))
            {
                return share;
            }
        }

        return flag.Rollout is not null && Share(flag, Scope.Rollout, null, flag.Rollout, asked, trace, out var answer)
            ? answer
            : Answer(flag, flag.Default, Reason.Default, Scope.Default, trace);
    }

    /// <summary>Whether a rollout decides: the unit lies in one of its shares, or had to be said and was not.</summary>
    private bool Share<TTracer>(CompiledFlag flag, Scope scope, string? ruleId, CompiledRollout rollout, in Asked asked, TTracer trace, out Evaluation answer)
        where TTracer : struct, ITracer
    {
        var unit = rollout.Population.Unit(asked);
        var bucket = unit is null ? 0 : rollout.Population.Bucket(unit);
        var variant = unit is null ? null : rollout.Pick(bucket);
        trace.Bucket(flag, scope, ruleId, rollout, unit, bucket, variant);
        if (unit is null && rollout.Population.DemandsUnit)
        {
            answer = Undecided(flag, ErrorCode.TargetingKeyMissing, trace);
            return true;
        }

        answer = variant is null ? default : Answer(flag, variant, Reason.Split, scope, trace, ruleId);
        return variant is not null;
    }

    private Evaluation FailSafe<TTracer>(CompiledFlag flag, Scope scope, TTracer trace)
        where TTracer : struct, ITracer =>
        flag.FailSafe is null ? Undecided(flag, ErrorCode.ParseError, trace) : Answer(flag, flag.FailSafe, Reason.Disabled, scope, trace);

    private Evaluation Undecided<TTracer>(CompiledFlag flag, ErrorCode error, TTracer trace)
        where TTracer : struct, ITracer
    {
        var answer = new Evaluation(flag, flag.FailSafe, Reason.Error, Scope.None, Revision, error: error);
        trace.Decided(answer);
        return answer;
    }

    private Evaluation Answer<TTracer>(CompiledFlag flag, Variant variant, Reason reason, Scope scope, TTracer trace, string? because = null)
        where TTracer : struct, ITracer
    {
        var answer = new Evaluation(flag, variant, reason, scope, Revision, because);
        trace.Decided(answer);
        return answer;
    }
}
