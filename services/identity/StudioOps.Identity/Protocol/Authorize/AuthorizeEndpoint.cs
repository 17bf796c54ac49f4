using System.Globalization;
using StudioOps.Identity.Data;
using StudioOps.Identity.Grants;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;

namespace StudioOps.Identity.Protocol.Authorize;

/// <summary>/connect/authorize: parse, validate, decide what is still missing, answer. The sign-in pages come back here, so this is the only place that decides.</summary>
internal static class AuthorizeEndpoint
{
    public const string Path = "/connect/authorize";

    public static async Task<IResult> Handle(
        HttpContext http, AuthorizeReader reader, SignInSessions sessions, SignInPolicies policies, Profile profile, ConsentCheck consents, PushedRequests pushed, IdentityContext db, PublicOrigin origin,
        TimeProvider clock, CancellationToken ct)
    {
        var parameters = await ProtocolParameters.ReadAsync(http.Request, ct);
        var (request, error, pageReason) = await reader.ReadAsync(parameters, ct);
        if (request is null)
        {
            return new SeeOther($"/account/error?reason={pageReason}");
        }

        if (error is not null)
        {
            return AuthorizeResponse.Refused(request, error, origin);
        }

        request = await policies.DemandAsync(request, ct);
        var signedIn = await sessions.FindAsync(ct);
        var step = Missing(signedIn, request)
            ?? (await profile.OfAsync(signedIn!.User, request.Client, request.TenantId, ct) is null
                ? new Step("/account/denied", new ProtocolError("access_denied", "This person may not use this client.")) : null)
            ?? (await consents.IsGivenAsync(signedIn!.User, request, ct)
                ? null : new Step("/account/consent", new ProtocolError("consent_required", "The person has not been asked yet.")));
        if (step is not null && request.Silent)
        {
            return AuthorizeResponse.Refused(request, step.SilentError, origin);
        }

        if (step is not null)
        {
            if (request.Pushed is { } kept)
            {
                await pushed.ArriveAsync(kept, ct);
                await db.SaveChangesAsync(ct);
            }

            return new SeeOther(step.Page + QueryString.Create("returnUrl", ReturnUrl(parameters!, request)));
        }

        if (request.Pushed is { } spent && !await pushed.TrySpendAsync(spent, ct))
        {
            return new SeeOther("/account/error?reason=request-expired");
        }

        var (code, row) = Code(request, signedIn!, clock.GetUtcNow());
        db.AuthorizationCodes.Add(row);
        await db.SaveChangesAsync(ct);
        return AuthorizeResponse.Granted(request, code, origin);
    }

    private sealed record Step(string Page, ProtocolError SilentError);

    private static Step? Missing(SignedIn? signedIn, AuthorizeRequest request)
    {
        if (signedIn is null || signedIn.Session.AuthenticatedAt < request.AuthenticatedAfter || (request.Subject is { } subject && signedIn.User.Subject != subject))
        {
            return new Step("/account/login", new ProtocolError("login_required", "Nobody is signed in, or not recently enough."));
        }

        if (signedIn.User.MustChangePassword)
        {
            return new Step("/account/change-password", new ProtocolError("interaction_required", "The password must be changed first."));
        }

        return (request.DemandsMfa || signedIn.User.HasAuthenticator) && !signedIn.Session.IsMultiFactor
            ? new Step("/account/mfa", new ProtocolError("interaction_required", "A second factor is required."))
            : null;
    }

    private static (string Code, AuthorizationCode Row) Code(AuthorizeRequest request, SignedIn signedIn, DateTimeOffset now)
    {
        var code = RandomToken.Create();
        return (code, new AuthorizationCode
        {
            Hash = RandomToken.Hash(code),
            ClientId = request.Client.Id,
            RedirectUri = request.RedirectUri,
            CodeChallenge = request.CodeChallenge,
            DpopThumbprint = request.Thumbprint,
            UserId = signedIn.User.Id,
            SessionId = signedIn.Session.Id,
            TenantId = request.TenantId,
            Scope = request.Scope,
            Nonce = request.Nonce,
            FamilyId = Guid.CreateVersion7(now),
            ExpiresAt = now + AuthorizationCode.Lifetime,
        });
    }

    // The request again, as a GET, for the pages to come back to. A demand to sign in afresh, or to be asked again, becomes a
    // moment in time, so that coming back having done so satisfies it.
    private static string ReturnUrl(ProtocolParameters parameters, AuthorizeRequest request)
    {
        var query = parameters.Except(["prompt", "max_age", .. AuthorizeReader.OnTheWay]);
        foreach (var (name, moment) in new[] { (AuthorizeReader.SignedInAfter, request.AuthenticatedAfter), (AuthorizeReader.AskedAfter, request.AskedAfter) })
        {
            if (moment is { } after)
            {
                query = query.Append(new(name, after.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
            }
        }

        return Path + QueryString.Create(query.Select(q => new KeyValuePair<string, string?>(q.Key, q.Value)));
    }
}
