using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace StudioOps.ServiceDefaults;

/// <summary>A policy's name is the permission it asks for: <c>RequireAuthorization("tenants.read")</c>; <c>a|b</c> asks for either.</summary>
/// <param name="Permission">One permission, or several of which one is enough, with bars between.</param>
public sealed record PermissionRequirement(string Permission) : IAuthorizationRequirement
{
    internal IReadOnlyList<string> Alternatives { get; } = Permission.Split('|');
}

internal static class PermissionPolicies
{
    public static void AddPermissionPolicies(this IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<IAuthorizationPolicyProvider, Provider>();
        services.AddSingleton<IAuthorizationHandler, Decision>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, PermissionResults>();
        // An endpoint that forgot its policy is closed, not open.
        services.AddAuthorization(options => options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    private sealed class Provider(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
    {
        public override async Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
            await base.GetPolicyAsync(policyName) ?? new AuthorizationPolicyBuilder()
                .RequireAuthenticatedUser().AddRequirements(new PermissionRequirement(policyName)).Build();
    }

    private sealed class Decision(IHttpContextAccessor http) : AuthorizationHandler<PermissionRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
        {
            if (http.HttpContext?.AccessToken() is { } token && requirement.Alternatives.Any(token.Permissions.Contains))
            {
                context.Succeed(requirement);
            }

            return Task.CompletedTask;
        }
    }
}

/// <summary>Writes 401 and 403 as problems; a 403 names the permission, never the thing it was asked about.</summary>
internal sealed class PermissionResults : IAuthorizationMiddlewareResultHandler
{
    public const string RefusalItem = "token.refusal";
    private readonly AuthorizationMiddlewareResultHandler _next = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            await next(context);
            return;
        }

        await _next.HandleAsync(next, context, policy, authorizeResult);
        if (context.Response.HasStarted || context.Response.StatusCode is not (401 or 403))
        {
            return;
        }

        var missing = authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<PermissionRequirement>().FirstOrDefault()?.Permission;
        var problem = authorizeResult.Challenged
            ? Problems.Create(401, context.Items[RefusalItem] as string ?? "token.missing")
            : Problems.Create(403, "permission.missing", missing is null ? null : $"This needs the permission {missing.Replace("|", " or ", StringComparison.Ordinal)}.");
        await context.RequestServices.GetRequiredService<IProblemDetailsService>().TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
    }
}
