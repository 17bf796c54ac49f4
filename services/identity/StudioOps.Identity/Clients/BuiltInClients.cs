using Microsoft.EntityFrameworkCore;
using StudioOps.Identity.Data;
using StudioOps.Identity.Protocol;

namespace StudioOps.Identity.Clients;

/// <summary>The product's own clients, written at every start as this build has them.</summary>
internal static class BuiltInClients
{
    private static readonly (string Id, string Name, Surface Surface)[] All =
    [
        ("operator", "operator console", Surface.Operator),
        ("portal", "tenant portal", Surface.Portal),
        ("partner", "partner portal", Surface.Partner),
    ];

    public static async Task PrepareAsync(IdentityContext db, string secret, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var (id, name, surface) in All)
        {
            var client = await db.Clients.SingleOrDefaultAsync(c => c.Id == id, ct);
            if (client is null)
            {
                db.Clients.Add(client = new Client { Id = id, Name = name, Surface = surface, BuiltIn = true, CreatedBy = "system:identity", CreatedAt = now });
            }

            client.DemandsMfa = surface == Surface.Operator;
            client.BackChannelLogoutUri = null; // the gateway's own, from configuration
            Set(client.Grants, GrantTypes.AuthorizationCode, GrantTypes.RefreshToken);
            Set(client.Scopes, Scopes.All);
            Set(client.AuthMethods, ClientAuthMethods.SecretBasic, ClientAuthMethods.SecretPost);
            if (client.SecretHash is null || !RandomToken.Matches(secret, client.SecretHash))
            {
                client.SetSecret(RandomToken.Hash(secret), now, TimeSpan.Zero);
            }
        }
    }

    private static void Set(List<string> values, params string[] wanted)
    {
        if (!values.SequenceEqual(wanted))
        {
            values.Clear();
            values.AddRange(wanted);
        }
    }
}
