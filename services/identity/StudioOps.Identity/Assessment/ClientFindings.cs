using StudioOps.Identity.Clients;

namespace StudioOps.Identity.Assessment;

/// <summary>What each client must be. The FAPI baseline counts for those that promise it.</summary>
internal static class ClientFindings
{
    private static readonly TimeSpan OldestSecret = TimeSpan.FromDays(365);

    public static AssessedClient Of(Client client, DateTimeOffset now)
    {
        var signsIn = client.MayUse(GrantTypes.AuthorizationCode);
        List<Finding> findings =
        [
            Finding.Of("rfc9700", "§2.1 Exact redirect addresses over TLS, or on the person's own machine", client.RedirectUris.Concat(client.SignedOutUris).All(ClientRules.IsAddress), "Put exact https addresses on record."),
            Finding.Of("oauth2.1", "§10 Only grants that are left", client.Grants.All(GrantTypes.All.Contains), "Take the other grants away."),
            Finding.Of("rfc9700", "§2.5 Whoever acts for itself shows who it is", !client.IsPublic || !client.MayUse(GrantTypes.ClientCredentials), "Give it a key or a secret."),
        ];
        if (signsIn)
        {
            findings.Add(Finding.Of("oauth2.1", "§4.1.1 PKCE demanded", client.DemandsPkce, "Set demandsPkce."));
            findings.Add(Finding.Of("rfc9700", "§2.3 Operators show a second factor", client.Surface != Surface.Operator || client.AsksMfa, "Set demandsMfa."));
        }

        if (ClientAdministration.NeedsSecret(client) && !client.BuiltIn)
        {
            findings.Add(Finding.Of("rfc9700", "§2.5 A secret of the last year", client.SecretSince > now - OldestSecret, $"POST /api/v1/clients/{client.Id}/secret."));
        }

        if (client.HighSecurity)
        {
            findings.AddRange(
            [
                Finding.Of("fapi2", "§5.3.3.1 private_key_jwt and nothing else", client.AuthMethods is [ClientAuthMethods.PrivateKeyJwt], "Set authMethods to private_key_jwt and put its keys on record."),
                Finding.Of("fapi2", "§5.3.2.2 Requests come pushed", !signsIn || client.DemandsPushedRequests, "Set demandsPushedRequests."),
                Finding.Of("fapi2", "§5.3.2.1 Tokens are bound to a key", client.DemandsDpop, "Set demandsDpop."),
                Finding.Of("fapi2", "§5.3.2.2 PKCE demanded", !signsIn || client.DemandsPkce, "Set demandsPkce."),
            ]);
        }

        return new AssessedClient(client.Id, client.Name, findings.TrueForAll(f => f.Passed), findings);
    }
}
