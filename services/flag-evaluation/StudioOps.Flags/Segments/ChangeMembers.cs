using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Segments;

/// <summary>Names to put on a segment's lists and to take off them. Doing it twice is doing it once.</summary>
public sealed record ChangeSegmentMembersRequest
{
    /// <summary>Members from now on.</summary>
    [MaxLength(MemberNames.Most)]
    public IReadOnlyList<string> Add { get; init; } = [];

    /// <summary>Never members from now on.</summary>
    [MaxLength(MemberNames.Most)]
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>On neither list from now on. Whoever is put on one in the same call stays on it.</summary>
    [MaxLength(MemberNames.Most)]
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <summary>Why, for the audit log.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }
}

/// <summary>A segment's whole lists.</summary>
public sealed record ReplaceSegmentMembersRequest
{
    [Required, MaxLength(MemberNames.Most)]
    public required IReadOnlyList<string> Members { get; init; }

    [MaxLength(MemberNames.Most)]
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Why, for the audit log.</summary>
    [StringLength(500)]
    public string? Reason { get; init; }
}

internal static class ChangeMembers
{
    public static async Task<Results<Ok<SegmentResource>, ProblemHttpResult>> Handle(
        string segment, ChangeSegmentMembersRequest request, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        Fault[] faults = [.. MemberNames.Faults("add", request.Add), .. MemberNames.Faults("exclude", request.Exclude), .. MemberNames.Faults("remove", request.Remove)];
        return faults.Length > 0
            ? FlagRefusals.Invalid(faults, "segment.members-invalid")
            : await ChangeAsync(segment, request.Reason, new IfMatch("*"), false, request.Remove, request.Add, request.Exclude, db, caller, audit, clock, response, ct);
    }

    public static async Task<Results<Ok<SegmentResource>, ProblemHttpResult>> Replace(
        string segment, ReplaceSegmentMembersRequest request, IfMatch ifMatch, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response,
        CancellationToken ct)
    {
        Fault[] faults = [.. MemberNames.Faults("members", request.Members), .. MemberNames.Faults("excluded", request.Excluded)];
        return faults.Length > 0
            ? FlagRefusals.Invalid(faults, "segment.members-invalid")
            : await ChangeAsync(segment, request.Reason, ifMatch, true, [], request.Members, request.Excluded, db, caller, audit, clock, response, ct);
    }

    private static async Task<Results<Ok<SegmentResource>, ProblemHttpResult>> ChangeAsync(
        string segment, string? reason, IfMatch ifMatch, bool whole, IReadOnlyList<string> remove, IReadOnlyList<string> add, IReadOnlyList<string> exclude,
        FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        await db.HoldDefinitionsAsync(ct);
        if (await db.Segments.SingleOrDefaultAsync(row => row.Key == segment && row.ArchivedAt == null, ct) is not { } found)
        {
            return Problems.NotFound("segment.not-found");
        }

        if (ifMatch.Refusal(found.Revision) is { } refusal)
        {
            return refusal;
        }

        var before = found.Face();
        await (whole ? db.ForgetAllAsync(found.Id, ct) : db.ForgetAsync(found.Id, remove, ct));
        await db.NameAsync(found.Id, add, excluded: false, ct);
        await db.NameAsync(found.Id, exclude, excluded: true, ct);
        var excluded = await db.SegmentMembers.CountAsync(member => member.SegmentId == found.Id && member.Excluded, ct);
        var members = await db.SegmentMembers.CountAsync(member => member.SegmentId == found.Id && !member.Excluded, ct);
        if (members > MemberNames.Most || excluded > MemberNames.Most)
        {
            return Problems.Unprocessable("segment.too-large", $"A segment names at most {MemberNames.Most}; describe more of them with conditions.");
        }

        var now = clock.GetUtcNow();
        found.Count(members, excluded, now);
        found.At(await db.NextAsync(ct));
        db.Enqueue(new SegmentChanged(found.Id, found.Key, found.Revision, members, caller.Actor, now), found.Id);
        await audit.RecordAsync(
            db, new AuditEntry("segment.members-changed", "segment", found.Id.ToString(), found.Key) { Reason = reason, Before = before, After = found.Face() }, ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(found.Revision);
        return TypedResults.Ok(SegmentResource.Of(found));
    }
}
