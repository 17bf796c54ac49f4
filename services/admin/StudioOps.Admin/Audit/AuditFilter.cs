using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.ServiceDefaults;

namespace StudioOps.Admin.Audit;

/// <summary>What a list asks for; what is left out does not filter.</summary>
/// <param name="Tenant">Slug or id, or <c>platform</c> for records that concern no tenant.</param>
/// <param name="Action">A verb, or a family of them: <c>tenant.*</c>.</param>
/// <param name="Actor">Subject, or part of a name, of who did it or acted for them.</param>
/// <param name="ObjectType">What kind of thing changed.</param>
/// <param name="ObjectId">Its identity.</param>
/// <param name="From">Not before.</param>
/// <param name="To">Before.</param>
/// <param name="Q">Part of the action, the object's name or id, the reason, or the actor's name.</param>
public sealed record AuditFilter(
    string? Tenant, string? Action, string? Actor, string? ObjectType, string? ObjectId, DateTimeOffset? From, DateTimeOffset? To, string? Q)
{
    private const int Longest = 200;

    /// <summary>Null when this can be asked of the database.</summary>
    internal ProblemHttpResult? Refusal()
    {
        (string Name, string? Value)[] texts = [("tenant", Tenant), ("action", Action), ("actor", Actor), ("objectType", ObjectType), ("objectId", ObjectId), ("q", Q)];
        var bad = texts.FirstOrDefault(text => text.Value is { } value && (value.Length > Longest || value.Contains('\0', StringComparison.Ordinal))).Name;
        return bad is not null ? Problems.Refuse(StatusCodes.Status400BadRequest, "request.invalid", $"{bad} is text of at most {Longest} characters.")
            : From >= To ? Problems.Refuse(StatusCodes.Status400BadRequest, "request.invalid", "from must be before to.")
            : null;
    }

    internal IQueryable<AuditRecord> Apply(IQueryable<AuditRecord> rows, IReadOnlyList<Guid>? chains)
    {
        rows = chains is null ? rows : rows.Where(row => chains.Contains(row.Chain));
        rows = Action switch
        {
            null or "" => rows,
            _ when Action.EndsWith(".*", StringComparison.Ordinal) => rows.Where(row => row.Action.StartsWith(Action.Substring(0, Action.Length - 1))),
            _ => rows.Where(row => row.Action == Action),
        };
        rows = string.IsNullOrEmpty(ObjectType) ? rows : rows.Where(row => row.ObjectType == ObjectType);
        rows = string.IsNullOrEmpty(ObjectId) ? rows : rows.Where(row => row.ObjectId == ObjectId);
        if (From is { } from)
        {
            var start = from.ToUniversalTime();
            rows = rows.Where(row => row.OccurredAt >= start);
        }

        if (To is { } to)
        {
            var end = to.ToUniversalTime();
            rows = rows.Where(row => row.OccurredAt < end);
        }

        if (!string.IsNullOrEmpty(Actor))
        {
            var name = Like(Actor);
            rows = rows.Where(row => row.ActorSubject == Actor || row.ActingSubject == Actor
                || EF.Functions.ILike(row.ActorName, name, "\\") || EF.Functions.ILike(row.ActingName!, name, "\\"));
        }

        if (!string.IsNullOrEmpty(Q))
        {
            var part = Like(Q);
            rows = rows.Where(row => EF.Functions.ILike(row.Action, part, "\\") || EF.Functions.ILike(row.ObjectName, part, "\\") || EF.Functions.ILike(row.ObjectId, part, "\\")
                || EF.Functions.ILike(row.Reason!, part, "\\") || EF.Functions.ILike(row.ActorName, part, "\\") || EF.Functions.ILike(row.ActingName!, part, "\\"));
        }

        return rows;
    }

    private static string Like(string text) =>
        $"%{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
