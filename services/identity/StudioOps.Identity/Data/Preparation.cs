using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Clients;
using StudioOps.Identity.Protocol;
using StudioOps.Identity.Roles;
using StudioOps.Identity.ServiceAccounts;

namespace StudioOps.Identity.Data;

/// <summary>Before the first request: the built-in roles and our own services' accounts are what this build and its configuration say.</summary>
internal sealed class Preparation(IServiceScopeFactory scopes, IConfiguration configuration, TimeProvider clock) : IHostedService
{
    private const int ShortestSecret = 32;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var secrets = BuiltInRoles.Services.Keys.ToDictionary(name => name, Secret);
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<IdentityContext>();
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('identity.preparation', 0))", cancellationToken);
            await RolesAsync(db, cancellationToken);
            foreach (var (name, secret) in secrets)
            {
                await ServiceAsync(db, name, secret, cancellationToken);
            }

            await BuiltInClients.PrepareAsync(db, secrets[Client.SecretHolder], clock.GetUtcNow(), cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
        }

        if (DevelopmentSeed.IsEnabled(configuration))
        {
            await DevelopmentSeed.RunAsync(scopes, configuration, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string Secret(string service) => configuration[$"ServiceAccounts:{service}"] is { Length: >= ShortestSecret } secret
        ? secret
        : throw new InvalidOperationException($"ServiceAccounts:{service} is missing or shorter than {ShortestSecret} characters: set ServiceAccounts__{service}.");

    private static async Task RolesAsync(IdentityContext db, CancellationToken ct)
    {
        var stored = await db.Roles.ToDictionaryAsync(r => r.Name, ct);
        foreach (var role in BuiltInRoles.All)
        {
            if (stored.TryGetValue(role.Name, out var known))
            {
                known.TrySetPermissions(role.Permissions);
                known.Description = role.Description;
            }
            else
            {
                db.Roles.Add(new Role { Name = role.Name, Kind = role.Kind, Description = role.Description, Permissions = [.. role.Permissions] });
            }
        }
    }

    private async Task ServiceAsync(IdentityContext db, string name, string secret, CancellationToken ct)
    {
        var account = await db.ServiceAccounts.SingleOrDefaultAsync(a => a.ClientId == name, ct);
        if (account is null)
        {
            var now = clock.GetUtcNow();
            db.ServiceAccounts.Add(account = new ServiceAccount
            {
                Id = Guid.CreateVersion7(now),
                ClientId = name,
                Name = name,
                Kind = ServiceAccountKind.Service,
                SecretHash = RandomToken.Hash(secret),
                CreatedBy = "system:identity",
                CreatedAt = now,
            });
        }

        // A new secret in the configuration is a rotation.
        account.SecretHash = RandomToken.Matches(secret, account.SecretHash) ? account.SecretHash : RandomToken.Hash(secret);
        account.SetPermissions(BuiltInRoles.Services[name]);
    }
}
