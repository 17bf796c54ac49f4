using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Segments;

/// <summary>A new segment, with its members if they are known.</summary>
public sealed record CreateSegmentRequest : SegmentContent
{
    [Required, RegularExpression("^[a-z0-9][a-z0-9_.-]{0,99}$", ErrorMessage = "1 to 100 of a-z, 0-9, dot, dash and underscore, beginning with a letter or digit.")]
    public required string Key { get; init; }

    /// <summary>Which attribute of the context is a member. It stays.</summary>
    [StringLength(100, MinimumLength = 1)]
    public string Attribute { get; init; } = ContextFacts.TargetingKey;

    [MaxLength(MemberNames.Most)]
    public IReadOnlyList<string> Members { get; init; } = [];

    [MaxLength(MemberNames.Most)]
    public IReadOnlyList<string> Excluded { get; init; } = [];
}

internal static class CreateSegment
{
    public static async Task<Results<Created<SegmentResource>, ProblemHttpResult>> Handle(
        CreateSegmentRequest request, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        var conditions = request.Salted(request.Key);
        Fault[] faults = [.. SegmentContent.Faults(request.Key, request.Attribute, conditions), .. MemberNames.Faults("members", request.Members), .. MemberNames.Faults("excluded", request.Excluded)];
        if (faults.Length > 0)
        {
            return FlagRefusals.Invalid(faults, "segment.definition-invalid");
        }

        await db.HoldDefinitionsAsync(ct);
        if (await db.Segments.AnyAsync(segment => segment.Key == request.Key, ct))
        {
            return Problems.Conflict("segment.exists", "There is, or was, a segment with this key.");
        }

        var now = clock.GetUtcNow();
        var segment = new StoredSegment { Id = Guid.CreateVersion7(now), Key = request.Key, Attribute = request.Attribute, CreatedAt = now };
        var members = request.Members.Except(request.Excluded).ToArray();
        segment.Define(request.Description, conditions, now);
        segment.Count(members.Length, request.Excluded.Distinct().Count(), now);
        segment.At(await db.NextAsync(ct));
        db.Add(segment);
        db.Enqueue(new SegmentDefined(segment.Id, segment.Key, segment.Revision, segment.Members, caller.Actor, now), segment.Id);
        await audit.RecordAsync(db, new AuditEntry("segment.defined", "segment", segment.Id.ToString(), segment.Key) { After = segment.Face() }, ct);
        await db.NameAsync(segment.Id, members, excluded: false, ct);
        await db.NameAsync(segment.Id, request.Excluded, excluded: true, ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(segment.Revision);
        return TypedResults.Created($"/api/v1/segments/{segment.Key}", SegmentResource.Of(segment, []));
    }
}
