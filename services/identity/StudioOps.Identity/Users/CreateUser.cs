using System.ComponentModel.DataAnnotations;
using System.Net.Mail;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Identity.Contracts;
using StudioOps.Identity.Data;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Roles;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Users;

/// <summary>Invites somebody by e-mail.</summary>
/// <param name="Tenant">Slug or id of the tenant they will belong to; null for the caller's own, or, when the caller is an operator, to make another operator.</param>
/// <param name="Email">Where the invitation goes, and what they sign in with.</param>
/// <param name="Name">What people call them; somebody who has an account keeps their name.</param>
/// <param name="Roles">Roles in the tenant, or platform roles; never more than the caller holds.</param>
public sealed record CreateUserRequest(
    [property: StringLength(64)] string? Tenant,
    [property: Required, EmailAddress, StringLength(254)] string Email,
    [property: Required, StringLength(200, MinimumLength = 1)] string Name,
    [property: Required, NoNulls, MinLength(1), MaxLength(20)] IReadOnlyList<string> Roles);

internal static class CreateUser
{
    public static async Task<Results<Created<UserItem>, ProblemHttpResult>> Handle(
        CreateUserRequest request, IdentityContext db, TenantDoor<IdentityContext> door, RoleBook book, NewPeople people, SignInPolicies policies, UserReader reader,
        Caller caller, CancellationToken ct)
    {
        if (!MailAddress.TryCreate(request.Email, out var address) || address.Address != request.Email)
        {
            return Problems.Unprocessable("user.email-invalid", "This is not an e-mail address.");
        }

        var wanted = request.Tenant ?? caller.TenantId?.ToString();
        var tenant = wanted is null ? null : await door.EnterAsync(new TenantKey(wanted), ct);
        if (tenant is null && (wanted is not null || !caller.IsPlatform))
        {
            return Problems.NotFound("tenant.not-found");
        }

        if (tenant is null && !caller.Has(Permissions.OperatorsWrite))
        {
            return Problems.Refuse(StatusCodes.Status403Forbidden, "user.is-operator", $"To make an operator needs the permission {Permissions.OperatorsWrite}; name a tenant otherwise.");
        }

        if (await book.RefusalAsync(tenant is null ? RoleKind.Platform : RoleKind.Tenant, request.Roles, ct) is { } refusal)
        {
            return refusal;
        }

        if (await policies.OfAsync(tenant?.Id, ct) is { } policy && !policy.Admits(request.Email))
        {
            return Problems.Unprocessable("user.email-domain", $"Addresses of this tenant end in {string.Join(" or ", policy.EmailDomains)}.");
        }

        var person = new NewPerson(request.Email, request.Name, [.. request.Roles.Distinct(StringComparer.Ordinal)]);
        var user = tenant is null ? await people.AddOperatorAsync(person, ct) : await people.AddToTenantAsync(person, tenant, ct);
        if (user is null)
        {
            return Problems.Conflict("user.exists", tenant is null ? "Somebody has this address; give them platform roles instead." : "This person belongs to the tenant already.");
        }

        await db.SaveChangesAsync(ct);
        return TypedResults.Created($"/api/v1/users/{user.Id}", await reader.ItemAsync(user, ct));
    }
}
