using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StudioOps.Flags.Engine;

namespace StudioOps.Flags.Overrides;

/// <summary>What someone decided: the value, and everything that answers for it later.</summary>
internal sealed record Decision(string Value, string Reason, string? Owner, string? Ticket, DateTimeOffset? ExpiresAt);

/// <summary>A decision for one flag, whoever it is for.</summary>
internal abstract class DecidedValue
{
    public required Guid Id { get; init; }

    public required string FlagKey { get; init; }

    /// <summary>JSON of the flag's type.</summary>
    public string Value { get; private set; } = "";

    public string Reason { get; private set; } = "";

    /// <summary>Who answers for it, when that is not who set it.</summary>
    public string? Owner { get; private set; }

    /// <summary>Where it was asked for.</summary>
    public string? Ticket { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Who set it, as the audit log names them.</summary>
    public string SetBy { get; private set; } = "";

    public DateTimeOffset SetAt { get; private set; }

    public long Revision { get; private set; }

    public void Decide(Decision decision, string by, DateTimeOffset at) =>
        (Value, Reason, Owner, Ticket, ExpiresAt, SetBy, SetAt) =
        (decision.Value, decision.Reason, decision.Owner, decision.Ticket, decision.ExpiresAt?.ToUniversalTime(), by, at);

    public void At(long revision) => Revision = revision;

    protected Override ToEngine(OverrideLevel level, string subject, int rank) => new()
    {
        Id = Id.ToString(),
        FlagKey = FlagKey,
        Level = level,
        Subject = subject,
        Rank = rank,
        Value = FlagJson.Value(FlagJson.Read<JsonElement>(Value)) ?? default,
        ExpiresAt = ExpiresAt,
    };

    protected static void Map<T>(EntityTypeBuilder<T> entity, string table)
        where T : DecidedValue
    {
        entity.ToTable(table);
        entity.HasKey(o => o.Id);
        entity.Property(o => o.Id).ValueGeneratedNever();
        entity.Property(o => o.Value).HasColumnType("jsonb");
        entity.Property(o => o.Revision).IsConcurrencyToken();
    }
}
