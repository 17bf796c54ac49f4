using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StudioOps.Tokens;

namespace StudioOps.ServiceDefaults;

/// <summary>How a service judges access tokens (RFC 9068).</summary>
public sealed class AccessTokenOptions : AuthenticationSchemeOptions
{
    /// <summary>The audiences this service serves.</summary>
    public IReadOnlySet<string> Audiences { get; set; } = new HashSet<string>(["operator", "portal", "partner", "internal"], StringComparer.Ordinal);
}

/// <summary>Asked on every request after the signature verdict: is this subject, tenant, client still in good standing?</summary>
public interface ITokenStanding
{
    /// <summary>Null when in good standing, otherwise the refusal code, for example <c>token.superseded</c>.</summary>
    string? Refusal(AccessToken token);
}

/// <summary>Bearer authentication with our own token library.</summary>
public static class AccessTokenAuthentication
{
    /// <summary>The scheme's name.</summary>
    public const string Scheme = "Bearer";

    /// <summary>Validates bearer tokens against identity's published keys and adds a policy for every permission name.</summary>
    public static IHostApplicationBuilder AddAccessTokens(this IHostApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<IVerificationKeys, PublishedKeys>();
        builder.Services.AddHttpClient(nameof(PublishedKeys));
        builder.Services.AddHttpClient(nameof(ServiceTokens));
        builder.Services.TryAddSingleton<ServiceTokens>();
        builder.Services.AddSingleton<TokenVerdicts>();
        builder.Services.AddSingleton<SenderConstraint>();
        builder.Services.AddAuthentication(Scheme).AddScheme<AccessTokenOptions, AccessTokenHandler>(Scheme, _ => { });
        builder.Services.AddPermissionPolicies();
        return builder;
    }

    /// <summary>The verified token of this request, if it carried one.</summary>
    public static AccessToken? AccessToken(this HttpContext context) => context.Features.Get<AccessToken>();
}

internal sealed class AccessTokenHandler(
    IOptionsMonitor<AccessTokenOptions> options, ILoggerFactory loggers, UrlEncoder encoder, TokenVerdicts verdicts, SenderConstraint constraint, IServiceProvider services, IConfiguration configuration, TimeProvider clock)
    : AuthenticationHandler<AccessTokenOptions>(options, loggers, encoder)
{
    private readonly ITokenStanding? _standing = services.GetService<ITokenStanding>();

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var asDpop = header.StartsWith("DPoP ", StringComparison.OrdinalIgnoreCase);
        if (!asDpop && !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var issuer = configuration["Identity:PublicOrigin"] ?? throw new InvalidOperationException("Identity:PublicOrigin is missing.");
        var (compact, now) = (header[(header.IndexOf(' ', StringComparison.Ordinal) + 1)..].Trim(), clock.GetUtcNow());
        var (token, refusal) = await verdicts.JudgeAsync(compact, issuer, Options.Audiences, now, Context.RequestAborted);
        refusal ??= constraint.Refusal(Request, token!, compact, asDpop, now) ?? _standing?.Refusal(token!);
        if (refusal is not null)
        {
            Context.Items[PermissionResults.RefusalItem] = refusal;
            return AuthenticateResult.Fail(refusal);
        }

        Context.Features.Set(token);
        if (token!.TenantId is { } tenant)
        {
            Telemetry.Concerns(tenant);
        }

        var identity = new ClaimsIdentity([new Claim("sub", token.Subject)], Scheme.Name, "sub", "role");
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    // The body, with its code, is written by PermissionResults for both.
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = Context.Items[PermissionResults.RefusalItem] switch
        {
            null => "Bearer",
            TokenRefusals.Proof => "DPoP error=\"invalid_dpop_proof\", algs=\"ES256 ES384 ES512 PS256 RS256\"",
            _ => "Bearer error=\"invalid_token\"",
        };
        return Task.CompletedTask;
    }
}
