using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Http;
using StudioOps.Identity.Contracts;
using StudioOps.Identity.Data;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Organisations;

/// <summary>How a tenant's people sign in, as administrators see and set it.</summary>
/// <param name="EmailDomains">Addresses must end in one of these; any will do when there is none.</param>
/// <param name="DemandsMfa">Nobody gets in with a password alone.</param>
/// <param name="SessionMinutes">After this long a sign-in is asked for again: 5 to 720; null for 720.</param>
/// <param name="BrandName">What the sign-in page calls the place; null for the tenant's name.</param>
/// <param name="BrandColour"><c>#rrggbb</c>, or null for ours.</param>
/// <param name="BrandLogo">A PNG, JPEG or WebP as a data URI of at most 40 000 characters, or null.</param>
public sealed record SetSignInPolicyRequest(
    [property: Required, NoNulls, MaxLength(20)] IReadOnlyList<string> EmailDomains,
    bool DemandsMfa,
    [property: Range(5, 720)] int? SessionMinutes,
    [property: StringLength(60, MinimumLength = 1)] string? BrandName,
    [property: RegularExpression("^#[0-9a-fA-F]{6}$")] string? BrandColour,
    [property: StringLength(40_000)] string? BrandLogo);

/// <summary>A tenant's policy; where none was ever set, the one that demands nothing.</summary>
internal sealed record SignInPolicyItem(
    IReadOnlyList<string> EmailDomains, bool DemandsMfa, int? SessionMinutes, string? BrandName, string? BrandColour, string? BrandLogo)
{
    public static SignInPolicyItem Of(SignInPolicy policy) =>
        new(policy.EmailDomains, policy.DemandsMfa, policy.SessionMinutes, policy.BrandName, policy.BrandColour, policy.BrandLogo);
}

internal static partial class SignInPolicyEndpoints
{
    public static void MapSignInPolicies(this IEndpointRouteBuilder routes)
    {
        var policies = routes.MapGroup("/api/v1/sign-in-policies").WithTags("Sign-in policies")
            .ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden);
        policies.MapGet("/{tenant}", GetAsync).WithName("GetSignInPolicy").RequireAuthorization(Permissions.TenantsRead);
        policies.MapPut("/{tenant}", SetAsync).WithName("SetSignInPolicy").RequireAuthorization(Permissions.UsersWrite).RequireStepUp();
    }

    private static async Task<Results<Ok<SignInPolicyItem>, ProblemHttpResult>> GetAsync(
        TenantKey tenant, HttpContext http, TenantDoor<IdentityContext> tenants, IdentityContext db, CancellationToken ct)
    {
        if (await tenants.EnterAsync(tenant, ct) is not { } known)
        {
            return Problems.NotFound("tenant.not-found");
        }

        var policy = await db.SignInPolicies.AsNoTracking().SingleOrDefaultAsync(p => p.TenantId == known.Id, ct) ?? new SignInPolicy { TenantId = known.Id };
        http.Response.SetETag(policy.Revision);
        return TypedResults.Ok(SignInPolicyItem.Of(policy));
    }

    private static async Task<Results<Ok<SignInPolicyItem>, ProblemHttpResult>> SetAsync(
        TenantKey tenant, SetSignInPolicyRequest request, IfMatch ifMatch, HttpContext http, TenantDoor<IdentityContext> tenants, IdentityContext db, AuditTrail audit, CancellationToken ct)
    {
        if (await tenants.EnterAsync(tenant, ct) is not { } known)
        {
            return Problems.NotFound("tenant.not-found");
        }

        var policy = await db.SignInPolicies.SingleOrDefaultAsync(p => p.TenantId == known.Id, ct);
        if (ifMatch.Refusal(policy?.Revision ?? 0) is { } stale)
        {
            return stale;
        }

        if (request.EmailDomains.Any(d => !Domain().IsMatch(d)))
        {
            return Problems.Unprocessable("sign-in-policy.domain-invalid", "A domain is written in small letters, without @: studio.example.");
        }

        if (request.BrandLogo is not null && !Logo().IsMatch(request.BrandLogo))
        {
            return Problems.Unprocessable("sign-in-policy.logo-invalid", "The logo is a data URI of a PNG, JPEG or WebP picture in base64.");
        }

        if (policy is null)
        {
            db.SignInPolicies.Add(policy = new SignInPolicy { TenantId = known.Id });
        }

        var before = Told(policy);
        policy.EmailDomains.Clear();
        policy.EmailDomains.AddRange(request.EmailDomains.Distinct(StringComparer.Ordinal));
        (policy.DemandsMfa, policy.SessionMinutes, policy.BrandName) = (request.DemandsMfa, request.SessionMinutes, request.BrandName);
        (policy.BrandColour, policy.BrandLogo) = (request.BrandColour, request.BrandLogo);
        policy.Revision++;
        await audit.RecordAsync(
            db, new AuditEntry("sign-in-policy.set", "sign-in-policy", known.Id.ToString(), known.Name) { TenantId = known.Id, Before = before, After = Told(policy) }, ct);
        await db.SaveChangesAsync(ct);
        http.Response.SetETag(policy.Revision);
        return TypedResults.Ok(SignInPolicyItem.Of(policy));
    }

    private static object Told(SignInPolicy policy) => new
    {
        EmailDomains = string.Join(' ', policy.EmailDomains), policy.DemandsMfa, policy.SessionMinutes, policy.BrandName, policy.BrandColour, Logo = policy.BrandLogo is null ? "none" : "own",
    };

    [GeneratedRegex(@"^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex Domain();

    [GeneratedRegex("^data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$")]
    private static partial Regex Logo();
}
