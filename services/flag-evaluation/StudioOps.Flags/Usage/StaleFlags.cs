using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Usage;

/// <summary>Why a flag may have done its work.</summary>
public enum StaleKind
{
    /// <summary>Its definition gives everyone one variant, and that is not the off variant.</summary>
    FullyOn,

    /// <summary>Its definition gives everyone the off variant, and nobody's override says otherwise.</summary>
    FullyOff,

    /// <summary>Nobody was given it for a month.</summary>
    NeverCalled,

    /// <summary>Its definition could give several variants, and for a month everyone was given the same.</summary>
    Constant,
}

/// <summary>Finds flags that may be removed. Drafts, permanent flags and whatever was edited lately are none.</summary>
internal sealed class StaleFlags(CrossTenant<FlagDbContext> all, TimeProvider clock, IOptions<UsageOptions> options)
{
    public async Task<IReadOnlyDictionary<string, StaleKind[]>> ReadAsync(CancellationToken ct)
    {
        await using var db = all.ReadFor("whether a flag is stale hangs on everyone's overrides and usage");
        var (edited, silent) = (clock.GetUtcNow() - options.Value.StaleAfter, clock.GetUtcNow() - options.Value.SilentAfter);
        var flags = await db.Flags.Where(flag => flag.ArchivedAt == null && flag.Lifecycle == FlagLifecycle.Active && flag.UpdatedAt < edited).ToListAsync(ct);
        var served = (await db.ServedVariants.Where(variant => variant.LastAt >= silent).ToListAsync(ct)).ToLookup(variant => variant.FlagKey, variant => variant.Variant);
        var overridden = (await db.Overrides.Select(row => row.FlagKey).Distinct().Union(db.PartnerOverrides.Select(row => row.FlagKey)).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        return flags.Select(flag => (flag.Key, Kinds: Of(flag, [.. served[flag.Key]], overridden.Contains(flag.Key), silent).ToArray()))
            .Where(flag => flag.Kinds.Length > 0).ToDictionary(flag => flag.Key, flag => flag.Kinds, StringComparer.Ordinal);
    }

    private static IEnumerable<StaleKind> Of(Flag flag, IReadOnlyList<string> served, bool overridden, DateTimeOffset silent)
    {
        var everyone = overridden ? null : Everyone(flag.ToDefinition());
        if (everyone is not null)
        {
            yield return everyone == flag.OffVariant ? StaleKind.FullyOff : StaleKind.FullyOn;
        }

        if (served.Count == 0 && flag.CreatedAt < silent)
        {
            yield return StaleKind.NeverCalled;
        }
        else if (everyone is null && served.Count == 1 && flag.UpdatedAt < silent)
        {
            yield return StaleKind.Constant;
        }
    }

    /// <summary>The one variant a definition gives everyone; null when it may give several.</summary>
    private static string? Everyone(FlagDefinition flag) => flag switch
    {
        { State: FlagState.Killed } => null,
        { State: FlagState.Off } => flag.OffVariant,
        { Prerequisites.Count: > 0 } => null,
        { State: FlagState.On } => flag.OnVariant,
        { Rules.Count: > 0 } => null,
        { Rollout: null } => flag.DefaultVariant,
        { Rollout: { } rollout } when rollout.Shares.Where(share => share.Weight > 0).ToArray() is var shares => shares switch
        {
            [] => flag.DefaultVariant,
            [var only] when only.Weight == rollout.Whole || only.Variant == flag.DefaultVariant => only.Variant,
            _ => null,
        },
        _ => null,
    };
}
