using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Protocol.Authorize;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Pages;

/// <summary>What somebody is signing in to, read from the authorization request the pages will return to.</summary>
internal sealed class SignInContext(AuthorizeReader reader, CrossTenant<IdentityContext> everyone)
{
    private const string Home = "/";

    /// <summary>The request to go on with, or home: nothing but our own authorize endpoint is ever returned to.</summary>
    public static string Next(string? returnUrl) => IsOurs(returnUrl) ? returnUrl! : Home;

    public static bool IsOurs(string? returnUrl) =>
        returnUrl is not null && (IsRequest(returnUrl) || returnUrl.StartsWith(DeviceAuthorization.Page + "?", StringComparison.Ordinal)) && !returnUrl.AsSpan().ContainsAnyInRange('\0', ' ');

    private static bool IsRequest(string returnUrl) => returnUrl.StartsWith(AuthorizeEndpoint.Path + "?", StringComparison.Ordinal);

    /// <summary>Nothing when the request is none, or would not be answered.</summary>
    public async Task<SignInTarget?> ReadAsync(string? returnUrl, CancellationToken ct)
    {
        if (!IsOurs(returnUrl) || !IsRequest(returnUrl!))
        {
            return null;
        }

        var query = QueryHelpers.ParseQuery(returnUrl![AuthorizeEndpoint.Path.Length..]);
        var (request, error, _) = await reader.ReadAsync(ProtocolParameters.Read(query), ct);
        if (request is null || error is not null)
        {
            return null;
        }

        if (request.TenantId is not { } id)
        {
            return new SignInTarget(request, null, null, null);
        }

        await using var db = everyone.ReadFor("the sign-in page shows whose portal it leads to");
        var tenant = await db.KnownTenants.Where(t => t.Id == id).Select(t => new { t.Name, t.Slug }).SingleOrDefaultAsync(ct);
        var policy = await db.SignInPolicies.SingleOrDefaultAsync(p => p.TenantId == id, ct);
        return new SignInTarget(request, policy?.BrandName ?? tenant?.Name, tenant?.Slug, policy?.BrandLogo);
    }
}

internal sealed record SignInTarget(AuthorizeRequest Request, string? TenantName, string? Portal, string? Logo)
{
    public string Name => TenantName ?? $"the {Request.Client.Name}";
}
