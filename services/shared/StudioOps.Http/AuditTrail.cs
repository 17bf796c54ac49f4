using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using StudioOps.Contracts;
using StudioOps.Messaging;
using StudioOps.Tenancy;

namespace StudioOps.Http;

/// <summary>What an audit record is about.</summary>
/// <param name="Action">Dotted verb in the past tense.</param>
/// <param name="ObjectType">Kind of thing.</param>
/// <param name="ObjectId">Its identity.</param>
/// <param name="ObjectName">What people call it.</param>
public sealed record AuditEntry(string Action, string ObjectType, string ObjectId, string ObjectName)
{
    /// <summary>The tenant it concerns, or null for the platform.</summary>
    public Guid? TenantId { get; init; }

    public string? Reason { get; init; }

    /// <summary>The public face of the thing before the change, or null when it did not exist.</summary>
    public object? Before { get; init; }

    /// <summary>After the change, or null when it is gone.</summary>
    public object? After { get; init; }

    /// <summary>Who, when it is not the caller of the request.</summary>
    public Actor? Actor { get; init; }
}

/// <summary>Records privileged actions in the transaction of the change itself.</summary>
public sealed class AuditTrail(AuditSource source, Caller caller, TimeProvider clock)
{
    private readonly List<AuditEntry> _recorded = [];

    /// <summary>What was recorded in this unit of work so far.</summary>
    public IReadOnlyList<AuditEntry> Recorded => _recorded;

    /// <summary>What the records of one piece of work have in common.</summary>
    public static string? Correlation => Activity.Current?.GetBaggageItem("correlation.id") ?? Activity.Current?.RootId;

    /// <summary>Takes the next number and enqueues the record; both stand or fall with the following <c>SaveChanges</c>.</summary>
    public async Task RecordAsync(DbContext db, AuditEntry entry, CancellationToken ct)
    {
        _recorded.Add(entry);
        // The row lock makes numbers gapless: the next writer waits for this transaction's end.
        var number = (await db.Database
            .SqlQuery<long>($"update audit_counter set value = value + 1 returning value as \"Value\"")
            .ToListAsync(ct)).Single();
        db.Enqueue(
            new AuditRecorded(
                source.Name, number, entry.TenantId, entry.Action, entry.ObjectType, entry.ObjectId, entry.ObjectName,
                entry.Actor ?? caller.Actor, entry.Reason, Diff(entry.Before, entry.After),
                Correlation, Activity.Current?.TraceId.ToString(), clock.GetUtcNow()),
            source.Aggregate);
    }

    /// <summary>The fields that differ, in the order the type declares them.</summary>
    public static IReadOnlyList<FieldChange> Diff(object? before, object? after)
    {
        var (old, now) = (Fields(before), Fields(after));
        return [.. old.Keys.Union(now.Keys)
            .Select(field => new FieldChange(field, old.GetValueOrDefault(field), now.GetValueOrDefault(field)))
            .Where(change => change.Before != change.After)];
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private static Dictionary<string, string?> Fields(object? value)
    {
        if (value is null)
        {
            return [];
        }

        return JsonSerializer.SerializeToElement(value, value.GetType(), Json).EnumerateObject().ToDictionary(
            field => field.Name,
            field => field.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => field.Value.GetString(),
                _ => field.Value.GetRawText(),
            },
            StringComparer.Ordinal);
    }
}

/// <summary>The service whose numbers these are.</summary>
/// <param name="Name">Resource name.</param>
public sealed record AuditSource(string Name)
{
    /// <summary>All audit records of one source share an aggregate, so they are published in order.</summary>
    public Guid Aggregate { get; } = new(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("audit:" + Name)).AsSpan(0, 16));
}

public static class AuditMigrations
{
    /// <summary>Creates the counter that numbers this source's audit records.</summary>
    public static void AddAuditCounter(this MigrationBuilder migration) =>
        migration.Sql("create table audit_counter (one boolean primary key default true check (one), value bigint not null); insert into audit_counter (value) values (0);");
}
