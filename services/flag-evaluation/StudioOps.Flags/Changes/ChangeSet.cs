using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;

namespace StudioOps.Flags.Changes;

/// <summary>What was done together, by whom and why. Every write to flags, overrides and what else decides answers belongs to one.</summary>
internal sealed class ChangeSet
{
    public const string Applying = "applying";
    public const string Applied = "applied";
    public const string Stopped = "stopped";

    public required Guid Id { get; init; }

    /// <summary>The order in which change-sets were begun.</summary>
    public long Number { get; private set; }

    /// <summary><c>change</c>, <c>bulk</c> or <c>undo</c>.</summary>
    public required string Kind { get; init; }

    public required string Reason { get; init; }

    /// <summary>JSON of an <see cref="Actor"/>: a plan goes on as whoever asked for it.</summary>
    public required string Actor { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What the audit records of all its items have in common.</summary>
    public string? Correlation { get; init; }

    /// <summary>The change-set this one takes back.</summary>
    public Guid? Undoes { get; init; }

    /// <summary>JSON: an array of <see cref="PlanStep"/>; null for what was done in one go.</summary>
    public string? Plan { get; init; }

    public int Steps { get; init; }

    public string State { get; private set; } = Applied;

    /// <summary>Why it stopped, or null.</summary>
    public string? Error { get; private set; }

    public Actor By() => FlagJson.Read<Actor>(Actor);

    public void Begin() => (State, Error) = (Applying, null);

    public void Stop(string by) => (State, Error) = (Stopped, $"change-set.stopped: {by} stopped it.");

    public static void Map(ModelBuilder model)
    {
        model.Entity<ChangeSet>(set =>
        {
            set.ToTable("change_sets");
            set.HasKey(s => s.Id);
            set.Property(s => s.Id).ValueGeneratedNever();
            set.Property(s => s.Number).UseIdentityAlwaysColumn();
            set.HasIndex(s => s.Number).IsUnique();
            set.HasIndex(s => s.Undoes);
            set.HasIndex(s => s.State).HasFilter("state = 'applying'");
            set.Property(s => s.Actor).HasColumnType("jsonb");
            set.Property(s => s.Plan).HasColumnType("jsonb");
        });
        model.Entity<ChangeItem>(item => ChangeItem.Map(item, "change_items"));
        model.Entity<TenantChangeItem>(item =>
        {
            ChangeItem.Map(item, "tenant_change_items");
            item.HasIndex(i => i.TenantId);
        });
    }
}
