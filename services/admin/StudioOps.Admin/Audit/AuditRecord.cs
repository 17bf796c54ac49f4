using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StudioOps.Contracts;

namespace StudioOps.Admin.Audit;

/// <summary>One link of a chain: a record, its place, and the hash that ties it to the one before.</summary>
internal sealed class AuditRecord
{
    /// <summary>The chain of records that concern no tenant. No tenant has this id.</summary>
    public static readonly Guid Platform = Guid.Empty;

    /// <summary>What the first link follows.</summary>
    public static readonly byte[] Beginning = new byte[SHA256.HashSizeInBytes];

    /// <summary>The tenant, or <see cref="Platform"/>.</summary>
    public Guid Chain { get; private init; }

    /// <summary>1, 2, 3… within the chain.</summary>
    public long Sequence { get; private init; }

    /// <summary>Order of arrival over all chains; not hashed, it only breaks ties between equal times.</summary>
    public long Position { get; private init; }

    public string Source { get; private init; } = "";

    public long Number { get; private init; }

    public string Action { get; private init; } = "";

    public string ObjectType { get; private init; } = "";

    public string ObjectId { get; private init; } = "";

    public string ObjectName { get; private init; } = "";

    public string ActorSubject { get; private init; } = "";

    public string ActorName { get; private init; } = "";

    public string? ActingSubject { get; private init; }

    public string? ActingName { get; private init; }

    public string? Reason { get; private init; }

    /// <summary>JSON array of <see cref="FieldChange"/>.</summary>
    public string Changes { get; private init; } = "[]";

    public string? CorrelationId { get; private init; }

    public string? TraceId { get; private init; }

    public DateTimeOffset OccurredAt { get; private init; }

    public DateTimeOffset RecordedAt { get; private init; }

    public byte[] PreviousHash { get; private init; } = [];

    public byte[] Hash { get; private set; } = [];

    /// <summary>How people and the API name it: source and number, for example <c>tenant-42</c>.</summary>
    public string Id => $"{Source}-{Number}";

    public Guid? TenantId => Chain == Platform ? null : Chain;

    public static Guid ChainOf(AuditRecorded record) => record.TenantId ?? Platform;

    /// <summary>The link after <paramref name="last"/>, or the first of its chain.</summary>
    public static AuditRecord Follow(AuditRecord? last, AuditRecorded record, DateTimeOffset now)
    {
        var link = new AuditRecord
        {
            Chain = ChainOf(record),
            Sequence = (last?.Sequence ?? 0) + 1,
            Source = record.Source,
            Number = record.Number,
            Action = record.Action,
            ObjectType = record.ObjectType,
            ObjectId = record.ObjectId,
            ObjectName = record.ObjectName,
            ActorSubject = record.Actor.Subject,
            ActorName = record.Actor.Name,
            ActingSubject = record.Actor.ActingSubject,
            ActingName = record.Actor.ActingName,
            Reason = record.Reason,
            Changes = JsonSerializer.Serialize(record.Changes, JsonSerializerOptions.Web),
            CorrelationId = record.CorrelationId,
            TraceId = record.TraceId,
            OccurredAt = Storable(record.OccurredAt),
            RecordedAt = Storable(now),
            PreviousHash = last?.Hash ?? Beginning,
        };
        link.Hash = link.ToBody().HashAfter(link.PreviousHash);
        return link;
    }

    /// <summary>Whether this link already tells the very same thing.</summary>
    public bool Tells(AuditRecorded record) =>
        CanonicalJson.Of(ToBody().ToJson()).AsSpan().SequenceEqual(
            CanonicalJson.Of((Follow(null, record, RecordedAt).ToBody() with { Sequence = Sequence }).ToJson()));

    public ChainedBody ToBody() => new(
        TenantId, Sequence, Source, Number, Action, ObjectType, ObjectId, ObjectName, new Actor(ActorSubject, ActorName, ActingSubject, ActingName),
        Reason, ChangesList(), CorrelationId, TraceId, OccurredAt, RecordedAt);

    public IReadOnlyList<FieldChange> ChangesList() => JsonSerializer.Deserialize<FieldChange[]>(Changes, JsonSerializerOptions.Web) ?? [];

    public static void Map(ModelBuilder model) => model.Entity<AuditRecord>(record =>
    {
        record.ToTable("audit_records");
        record.HasKey(r => new { r.Chain, r.Sequence });
        record.HasIndex(r => new { r.Source, r.Number }).IsUnique();
        record.HasIndex(r => new { r.Chain, r.OccurredAt, r.Position });
        record.HasIndex(r => new { r.OccurredAt, r.Position });
        record.Property(r => r.Position).UseIdentityAlwaysColumn();
        record.Property(r => r.Changes).HasColumnType("jsonb");
        record.Ignore(r => r.Id);
        record.Ignore(r => r.TenantId);
    });

    /// <summary>Postgres keeps microseconds; what is hashed must come back as it went in.</summary>
    private static DateTimeOffset Storable(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
