using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Roles;
using StudioOps.Identity.ServiceAccounts;
using StudioOps.Identity.Users;
using StudioOps.Tenancy;

namespace StudioOps.Identity.Data;

/// <summary>People to sign in as, and an automation account, in the development graph only. Repeating it changes nothing.</summary>
internal static class DevelopmentSeed
{
    public static bool IsEnabled(IConfiguration configuration) => configuration.GetValue("DevelopmentSeed:Enabled", false);

    public static async Task RunAsync(IServiceScopeFactory scopes, IConfiguration configuration, CancellationToken ct)
    {
        var path = configuration["DevelopmentSeed:CredentialsFile"]
            ?? throw new InvalidOperationException("DevelopmentSeed:CredentialsFile is missing: the seed's passwords are generated and must be written somewhere.");
        DevelopmentCredentials credentials;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var services = scope.ServiceProvider;
            credentials = await DevelopmentCredentials.ReadOrCreateAsync(path, services.GetRequiredService<PublicOrigin>(), ct);
            var db = services.GetRequiredService<IdentityContext>();
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('identity.preparation', 0))", ct);
            foreach (var person in DevelopmentPeople.All)
            {
                await PersonAsync(services, db, person, credentials.People.Single(p => p.Email == person.Email), ct);
            }

            await AutomationAsync(db, credentials.Automation, services.GetRequiredService<TimeProvider>(), ct);
            await db.SaveChangesAsync(ct);
        }

        foreach (var tenant in DevelopmentPeople.All.Where(p => p.TenantId is not null).GroupBy(p => p.TenantId!.Value))
        {
            await MembersAsync(scopes, tenant.Key, tenant, ct);
        }

        await credentials.WriteAsync(path, ct);
    }

    private static async Task PersonAsync(IServiceProvider services, IdentityContext db, DevelopmentPerson person, PersonCredentials secrets, CancellationToken ct)
    {
        var normalizer = services.GetRequiredService<ILookupNormalizer>();
        var hasher = services.GetRequiredService<IPasswordHasher<User>>();
        var authenticator = services.GetRequiredService<Authenticator>();
        var user = await db.Users.SingleOrDefaultAsync(u => u.Id == person.Id, ct);
        if (user is null)
        {
            db.Users.Add(user = new User
            {
                Id = person.Id,
                UserName = person.Email,
                NormalizedUserName = normalizer.NormalizeName(person.Email),
                Email = person.Email,
                NormalizedEmail = normalizer.NormalizeEmail(person.Email),
                EmailConfirmed = true,
                Name = person.Name,
                SecurityStamp = RandomToken.Create(),
                CreatedAt = services.GetRequiredService<TimeProvider>().GetUtcNow(),
            });
        }

        if (user.PasswordHash is null || hasher.VerifyHashedPassword(user, user.PasswordHash, secrets.Password) == PasswordVerificationResult.Failed)
        {
            user.PasswordHash = hasher.HashPassword(user, secrets.Password);
        }

        if (secrets.TotpSecret is { } totp && (user.TotpSecret is null || authenticator.Unwrap(user.TotpSecret) != totp))
        {
            user.Enrol(authenticator.Wrap(totp), spentStep: 0);
        }

        if (person.IsOperator)
        {
            user.TrySetPlatformRoles([person.Role]);
        }
    }

    private static async Task AutomationAsync(IdentityContext db, AutomationCredentials secrets, TimeProvider clock, CancellationToken ct)
    {
        var account = await db.ServiceAccounts.SingleOrDefaultAsync(a => a.ClientId == secrets.ClientId, ct);
        if (account is null)
        {
            var now = clock.GetUtcNow();
            db.ServiceAccounts.Add(account = new ServiceAccount
            {
                Id = Guid.CreateVersion7(now),
                ClientId = secrets.ClientId,
                Name = "Automation",
                Kind = ServiceAccountKind.Platform,
                SecretHash = RandomToken.Hash(secrets.ClientSecret),
                CreatedBy = "system:development-seed",
                CreatedAt = now,
            });
        }

        account.SecretHash = RandomToken.Matches(secrets.ClientSecret, account.SecretHash) ? account.SecretHash : RandomToken.Hash(secrets.ClientSecret);
        account.SetPermissions(BuiltInRoles.AllPermissions);
    }

    private static async Task MembersAsync(IServiceScopeFactory scopes, Guid tenantId, IEnumerable<DevelopmentPerson> people, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().Enter(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        var clock = scope.ServiceProvider.GetRequiredService<TimeProvider>();
        var members = await db.Memberships.Where(m => m.TenantId == tenantId).ToListAsync(ct);
        foreach (var person in people.Where(p => members.TrueForAll(m => m.UserId != p.Id)))
        {
            db.Memberships.Add(new Membership { UserId = person.Id, TenantId = tenantId, Roles = [person.Role], CreatedAt = clock.GetUtcNow() });
        }

        await db.SaveChangesAsync(ct);
    }
}
