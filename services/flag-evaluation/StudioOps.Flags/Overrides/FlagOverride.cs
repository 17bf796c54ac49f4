using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Overrides;

/// <summary>A decision for one flag and one tenant, or one user of that tenant.</summary>
internal sealed class FlagOverride
{
    public required Guid Id { get; init; }

    public required Guid TenantId { get; init; }

    public required string FlagKey { get; init; }

    public required OverrideLevel Level { get; init; }

    /// <summary>The targeting key of the user, or the tenant's id.</summary>
    public required string Subject { get; init; }

    /// <summary>JSON of the flag's type.</summary>
    public string Value { get; private set; } = "";

    public string Reason { get; private set; } = "";

    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Who set it, as the audit log names them.</summary>
    public string SetBy { get; private set; } = "";

    public DateTimeOffset SetAt { get; private set; }

    public long Revision { get; private set; }

    public void Decide(string value, string reason, DateTimeOffset? expiresAt, string by, DateTimeOffset at) =>
        (Value, Reason, ExpiresAt, SetBy, SetAt) = (value, reason, expiresAt, by, at);

    public void At(long revision) => Revision = revision;

    public Override ToEngine() => new()
    {
        FlagKey = FlagKey,
        Level = Level,
        Subject = Subject,
        Value = FlagJson.Value(FlagJson.Read<System.Text.Json.JsonElement>(Value)) ?? default,
        ExpiresAt = ExpiresAt,
    };

    /// <summary>What a tenant-level override is about.</summary>
    public static string SubjectOf(Guid tenantId) => tenantId.ToString();

    public static void Map(ModelBuilder model) => model.Entity<FlagOverride>(entity =>
    {
        entity.ToTable("overrides");
        entity.HasKey(o => o.Id);
        entity.Property(o => o.Id).ValueGeneratedNever();
        entity.HasIndex(o => new { o.TenantId, o.FlagKey, o.Level, o.Subject }).IsUnique();
        entity.HasIndex(o => new { o.FlagKey, o.TenantId });
        entity.Property(o => o.Value).HasColumnType("jsonb");
        entity.Property(o => o.Revision).IsConcurrencyToken();
    });
}
