using Microsoft.EntityFrameworkCore;

namespace StudioOps.Flags.Notifications;

/// <summary>Somebody who wants to hear of changes: of one flag, of one tenant, or of all.</summary>
internal sealed class Follower
{
    public const string Email = "email";
    public const string Webhook = "webhook";

    public required Guid Id { get; init; }

    /// <summary>The flag it is about; null for any.</summary>
    public string? FlagKey { get; init; }

    /// <summary>The tenant it is about; null for any.</summary>
    public Guid? FollowedTenant { get; init; }

    /// <summary><see cref="Email"/> or <see cref="Webhook"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>An address or a URL.</summary>
    public required string Target { get; init; }

    /// <summary>What signs webhooks, sealed; null for mail.</summary>
    public byte[]? Secret { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nothing got through; null while it does.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Given up after days of failure; a delivery sent again that gets through begins anew.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    public void Succeeded() => (FailingSince, DisabledAt) = (null, null);

    public void Failed(DateTimeOffset now, TimeSpan longest)
    {
        FailingSince ??= now;
        DisabledAt ??= now - FailingSince >= longest ? now : null;
    }

    public static void Map(ModelBuilder model) => model.Entity<Follower>(follower =>
    {
        follower.ToTable("followers");
        follower.HasKey(f => f.Id);
        follower.Property(f => f.Id).ValueGeneratedNever();
    });
}

/// <summary>One change-set for one follower: what is sent, and how that went.</summary>
internal sealed class Delivery
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Failed = "failed";

    public required Guid Id { get; init; }

    public required Guid FollowerId { get; init; }

    public required Guid ChangeSetId { get; init; }

    /// <summary>JSON of a <see cref="Notice"/>, the same at every attempt.</summary>
    public required string Body { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string State { get; private set; } = Pending;

    public int Attempts { get; private set; }

    /// <summary>When it is tried (again); while it is being tried, when somebody else may.</summary>
    public required DateTimeOffset NextAt { get; set; }

    public string? Error { get; private set; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    public void Claim(DateTimeOffset until) => (NextAt, Attempts) = (until, Attempts + 1);

    public void Done(DateTimeOffset now) => (State, DeliveredAt, Error) = (Delivered, now, null);

    /// <summary>Tried again after the pause, or never when there is none left.</summary>
    public void Broke(string error, TimeSpan? pause, DateTimeOffset now) =>
        (State, Error, NextAt) = (pause is null ? Failed : Pending, error, now + (pause ?? TimeSpan.Zero));

    public void Again(DateTimeOffset now) => (State, Attempts, NextAt) = (Pending, 0, now);

    public static void Map(ModelBuilder model) => model.Entity<Delivery>(delivery =>
    {
        delivery.ToTable("deliveries");
        delivery.HasKey(d => d.Id);
        delivery.Property(d => d.Id).ValueGeneratedNever();
        delivery.Property(d => d.Body).HasColumnType("jsonb");
        delivery.HasIndex(d => new { d.FollowerId, d.ChangeSetId }).IsUnique();
        delivery.HasIndex(d => d.NextAt).HasFilter("state = 'pending'");
        delivery.HasOne<Follower>().WithMany().HasForeignKey(d => d.FollowerId);
    });
}
