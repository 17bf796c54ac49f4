using System.ComponentModel.DataAnnotations;
using System.Net.Mail;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags.Notifications;

/// <summary>Whom to tell of what.</summary>
/// <param name="Flag">Key of a flag; null for any.</param>
/// <param name="Tenant">Slug or id of a tenant; null for any.</param>
/// <param name="Email">Where to send mail, or null.</param>
/// <param name="Webhook">What to call, or null.</param>
public sealed record FollowFlagsRequest(
    [property: StringLength(100)] string? Flag = null, [property: StringLength(64, MinimumLength = 1)] string? Tenant = null,
    [property: StringLength(254), RegularExpression("^[^\\0\\r\\n]+$")] string? Email = null, [property: StringLength(2000), RegularExpression("^[^\\0\\s]+$")] string? Webhook = null);

/// <summary>A follower as callers read it.</summary>
public sealed record FollowerResource(
    Guid Id, string? Flag, Guid? TenantId, string Channel, string Target, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? FailingSince, DateTimeOffset? DisabledAt)
{
    /// <summary>What signs its webhooks: told once, when it is made.</summary>
    public string? Secret { get; init; }

    internal static FollowerResource Of(Follower row) => new(
        row.Id, row.FlagKey, row.FollowedTenant, row.Channel, row.Target, row.CreatedBy, row.CreatedAt, row.FailingSince, row.DisabledAt);
}

/// <summary>One message to a follower, and how that went.</summary>
public sealed record DeliveryResource(Guid Id, Guid ChangeSet, string State, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? NextAt, string? Error, DateTimeOffset? DeliveredAt)
{
    internal static DeliveryResource Of(Delivery row) => new(
        row.Id, row.ChangeSetId, row.State, row.Attempts, row.CreatedAt, row.State == Delivery.Pending ? row.NextAt : null, row.Error, row.DeliveredAt);
}

internal static class FollowerEndpoints
{
    public static void MapFollowers(this IEndpointRouteBuilder routes)
    {
        var followers = routes.MapGroup("/api/v1/flags/followers").WithTags("Notifications")
            .RequireAuthorization(Permissions.FlagsWrite)
            .ForOperators()
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        followers.MapGet("", ListAsync).WithName("ListFollowers");
        followers.MapPost("", FollowAsync).WithName("AddFollower");
        followers.MapDelete("/{follower:guid}", RemoveAsync).WithName("RemoveFollower");
        followers.MapGet("/{follower:guid}/deliveries", DeliveriesAsync).WithName("ListDeliveries");
        followers.MapPost("/{follower:guid}/deliveries/{delivery:guid}/redeliver", RedeliverAsync).WithName("Redeliver");
    }

    private static async Task<Ok<Page<FollowerResource>>> ListAsync(PageRequest page, FlagDbContext db, CancellationToken ct)
    {
        var after = After(page);
        var rows = await db.Followers.AsNoTracking().Where(row => after == null || row.Id > after).OrderBy(row => row.Id).Take(page.Limit + 1).ToListAsync(ct);
        return TypedResults.Ok(page.Cut([.. rows.Select(FollowerResource.Of)], row => new Cursor("", row.Id.ToString())));
    }

    private static async Task<Results<Created<FollowerResource>, ProblemHttpResult>> FollowAsync(
        FollowFlagsRequest request, FlagDbContext db, CrossTenant<FlagDbContext> all, Caller caller, AuditTrail audit, Seal seal, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (request.Email is null == request.Webhook is null)
        {
            return Problems.Unprocessable("follower.channel", "Name an address for mail, or a URL to call.");
        }

        if (request.Email is { } email && !MailAddress.TryCreate(email, out _))
        {
            return Problems.Unprocessable("follower.email", "This is no mail address.");
        }

        if (request.Webhook is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" && parsed.UserInfo.Length == 0))
        {
            return Problems.Unprocessable("follower.url", "A webhook is an https URL without a user.");
        }

        if (request.Flag is { } key && !await db.Flags.AnyAsync(flag => flag.Key == key, ct))
        {
            return Problems.NotFound("flag.not-found");
        }

        Guid? tenant = null;
        if (request.Tenant is { } named)
        {
            await using var everyone = all.Read(caller);
            if (await everyone.Tenants.SingleOrDefaultAsync(new TenantKey(named).Matches(), ct) is not { } known)
            {
                return Problems.NotFound("tenant.not-found");
            }

            tenant = known.Id;
        }

        var now = clock.GetUtcNow();
        var secret = request.Webhook is null ? null : WebhookSignature.NewSecret();
        var row = db.Add(new Follower
        {
            Id = Guid.CreateVersion7(now), FlagKey = request.Flag, FollowedTenant = tenant, Channel = secret is null ? Follower.Email : Follower.Webhook,
            Target = request.Email ?? request.Webhook!, Secret = secret is null ? null : seal.Close(secret), CreatedBy = caller.Actor.Name, CreatedAt = now,
        }).Entity;
        await audit.RecordAsync(
            db, new AuditEntry("follower.added", "follower", row.Id.ToString(), row.FlagKey ?? "every flag") { After = new { row.Channel, row.Target, row.FlagKey, row.FollowedTenant } }, ct);
        await db.SaveChangesAsync(ct);
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/v1/flags/followers/{row.Id}", FollowerResource.Of(row) with { Secret = secret });
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid follower, FlagDbContext db, AuditTrail audit, CancellationToken ct)
    {
        if (await db.Followers.SingleOrDefaultAsync(row => row.Id == follower, ct) is not { } found)
        {
            return Problems.NotFound("follower.not-found");
        }

        db.Remove(found);
        await db.Deliveries.Where(row => row.FollowerId == follower).ExecuteDeleteAsync(ct);
        await audit.RecordAsync(
            db, new AuditEntry("follower.removed", "follower", found.Id.ToString(), found.FlagKey ?? "every flag") { Before = new { found.Channel, found.Target } }, ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<Page<DeliveryResource>>, ProblemHttpResult>> DeliveriesAsync(Guid follower, PageRequest page, FlagDbContext db, CancellationToken ct)
    {
        if (!await db.Followers.AnyAsync(row => row.Id == follower, ct))
        {
            return Problems.NotFound("follower.not-found");
        }

        var before = After(page);
        var rows = await db.Deliveries.AsNoTracking().Where(row => row.FollowerId == follower && (before == null || row.Id < before))
            .OrderByDescending(row => row.Id).Take(page.Limit + 1).ToListAsync(ct);
        return TypedResults.Ok(page.Cut([.. rows.Select(DeliveryResource.Of)], row => new Cursor("", row.Id.ToString())));
    }

    private static async Task<Results<Accepted<DeliveryResource>, ProblemHttpResult>> RedeliverAsync(
        Guid follower, Guid delivery, FlagDbContext db, AuditTrail audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Deliveries.SingleOrDefaultAsync(row => row.Id == delivery && row.FollowerId == follower, ct) is not { } found)
        {
            return Problems.NotFound("delivery.not-found");
        }

        found.Again(clock.GetUtcNow());
        await audit.RecordAsync(db, new AuditEntry("delivery.repeated", "delivery", found.Id.ToString(), found.ChangeSetId.ToString()), ct);
        await db.SaveChangesAsync(ct);
        return TypedResults.Accepted($"/api/v1/flags/followers/{follower}/deliveries", DeliveryResource.Of(found));
    }

    private static Guid? After(PageRequest page) => page.Cursor is not { } cursor ? null
        : Guid.TryParse(cursor.Id, out var id) ? id : throw new BadHttpRequestException("cursor is not one that this list gave out.");
}
