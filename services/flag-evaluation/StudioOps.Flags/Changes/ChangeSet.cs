using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;

namespace StudioOps.Flags.Changes;

/// <summary>What was done together, by whom and why. Every write to flags, overrides and what else decides answers belongs to one.</summary>
internal sealed class ChangeSet
{
    public const string Applying = "applying";
    public const string Applied = "applied";
    public const string Stopped = "stopped";

    /// <summary>Waits for a second person.</summary>
    public const string Pending = "pending";

    /// <summary>Waits for its time.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>What it was about had changed when its time came; nothing of it was done.</summary>
    public const string Failed = "failed";
    public const string Rejected = "rejected";
    public const string Cancelled = "cancelled";
    public const string Expired = "expired";

    /// <summary>Done without waiting; a second person still has to look at it.</summary>
    public const string Open = "open";
    public const string Closed = "closed";

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

    /// <summary>The tenant whose caller asked for it while it waits, or null.</summary>
    public Guid? AskedIn { get; init; }

    /// <summary>When it is to be done, in UTC; null for at once.</summary>
    public DateTimeOffset? Due { get; init; }

    /// <summary>Until when a second person may still decide.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Whether somebody has to look at what did not wait: <see cref="Open"/>, <see cref="Closed"/>, or null.</summary>
    public string? Review { get; private set; }

    /// <summary>JSON of the <see cref="Actor"/> who decided, or looked at it afterwards.</summary>
    public string? ReviewedBy { get; private set; }

    public DateTimeOffset? ReviewedAt { get; private set; }

    public string? ReviewReason { get; private set; }

    /// <summary>Whether followers were written to, or there was nobody to write to.</summary>
    public bool Told { get; private set; }

    /// <summary>Whether time passed between what was planned and doing it.</summary>
    public bool Waited => Due is not null || ReviewedBy is not null;

    public Actor By() => FlagJson.Read<Actor>(Actor);

    public void Begin() => (State, Error) = (Applying, null);

    public void Stop(string by) => (State, Error) = (Stopped, $"change-set.stopped: {by} stopped it.");

    /// <summary>Waits for a second person until then.</summary>
    public void Wait(DateTimeOffset until) => (State, ExpiresAt) = (Pending, until);

    public void Schedule() => State = Scheduled;

    /// <summary>A second person wants it too: it is done now, or at its time.</summary>
    public void Approve(Actor by, string reason, DateTimeOffset now)
    {
        Reviewed(by, reason, now);
        State = Due > now ? Scheduled : Applying;
    }

    public void Reject(Actor by, string reason, DateTimeOffset now)
    {
        Reviewed(by, reason, now);
        State = Rejected;
    }

    public void Cancel(string by) => (State, Error) = (Cancelled, $"change-set.cancelled: {by} cancelled it.");

    public void Expire() => (State, Error) = (Expired, "change-set.expired: Nobody decided in time.");

    public void OpenReview() => Review = Open;

    public void CloseReview(Actor by, string reason, DateTimeOffset now)
    {
        Reviewed(by, reason, now);
        Review = Closed;
    }

    private void Reviewed(Actor by, string reason, DateTimeOffset now) => (ReviewedBy, ReviewReason, ReviewedAt) = (FlagJson.Write(by), reason, now);

    public static void Map(ModelBuilder model)
    {
        model.Entity<ChangeSet>(set =>
        {
            set.ToTable("change_sets");
            set.HasKey(s => s.Id);
            set.Ignore(s => s.Waited);
            set.Property(s => s.Id).ValueGeneratedNever();
            set.Property(s => s.Number).UseIdentityAlwaysColumn();
            set.HasIndex(s => s.Number).IsUnique();
            set.HasIndex(s => s.Undoes);
            set.HasIndex(s => s.Told).HasFilter("not told");
            // Two who decide at the same moment: one of them is told.
            set.Property(s => s.State).IsConcurrencyToken();
            set.HasIndex(s => s.State).HasFilter("state in ('applying', 'scheduled', 'pending')");
            set.Property(s => s.ReviewedBy).HasColumnType("jsonb");
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
