using Microsoft.AspNetCore.Identity;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Data;
using StudioOps.Identity.Keys;
using StudioOps.Identity.Mail;
using StudioOps.Identity.Organisations;
using StudioOps.Identity.Pages;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Protocol.Authorize;
using StudioOps.Identity.Protocol.Token;
using StudioOps.Identity.Roles;
using StudioOps.Identity.ServiceAccounts;
using StudioOps.Identity.Sessions;
using StudioOps.Identity.Standing;
using StudioOps.Identity.Users;
using StudioOps.ServiceDefaults;
using StudioOps.Standing;

namespace StudioOps.Identity;

internal static class IdentityServices
{
    public static void AddIdentity(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddKeyRing();
        services.AddHostedService<Preparation>();
        services.AddHostedService<StandingAnnouncer>();
        services.AddHostedService<Cleanup>();
        LogoutSender.Add(services);
        MailSender.Add(builder);

        services.AddSingleton<PublicOrigin>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<IVerificationKeys>(provider => provider.GetRequiredService<SigningKeys>());
        services.AddSingleton<IStandingSource, StandingReader>();
        services.AddSingleton<Authenticator>();
        services.AddScoped<StandingTable>();
        services.AddScoped<TenantRows>();

        services.AddIdentityCore<User>(options =>
        {
            // Length is what makes a password strong; rules about characters make it written down.
            options.Password = new PasswordOptions
            {
                RequiredLength = 12, RequiredUniqueChars = 5,
                RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false,
            };
            options.User.RequireUniqueEmail = true;
        }).AddEntityFrameworkStores<IdentityContext>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<PasswordRules>();
        services.AddScoped<Profile>();
        services.AddScoped<UserDoor>();
        services.AddScoped<UserReader>();
        services.AddScoped<PortalOf>();
        services.AddScoped<AccountDoor>();
        services.AddScoped<SignInPolicies>();
        services.AddScoped<RoleBook>();
        services.AddScoped<NewPeople>();
        services.AddScoped<PeopleStanding>();

        services.AddScoped<SessionCookie>();
        services.AddScoped<SignInSessions>();
        services.AddScoped<SessionDesk>();

        services.AddScoped<ClientStore>();
        services.AddScoped<ClientAdministration>();
        services.AddScoped<RedirectUris>();
        services.AddScoped<PushedRequests>();
        services.AddScoped<AuthorizeReader>();
        services.AddScoped<ConsentCheck>();
        services.AddScoped<TokenIssuer>();
        services.AddScoped<ClientAuthentication>();
        services.AddScoped<SignedInGrant>();
        services.AddScoped<ClientAssertions>();
        services.AddSingleton<SpentIds>();
        services.AddSingleton<Throttle>();
        services.AddSingleton<ProofOfPossession>();
        services.AddKeyedScoped<IGrant, AuthorizationCodeGrant>(GrantTypes.AuthorizationCode);
        services.AddKeyedScoped<IGrant, RefreshGrant>(GrantTypes.RefreshToken);
        services.AddKeyedScoped<IGrant, ClientCredentialsGrant>(GrantTypes.ClientCredentials);
        services.AddKeyedScoped<IGrant, DeviceCodeGrant>(GrantTypes.DeviceCode);
        services.AddKeyedScoped<IGrant, TokenExchangeGrant>(GrantTypes.TokenExchange);

        services.AddValidation(); // here, because the generator reads the endpoints of the project that calls it
        services.AddAccountPages();
    }
}
