namespace StudioOps.Identity.Clients;

/// <summary>Which of our surfaces a client's tokens are for: the audience, and whose people may sign in to it.</summary>
internal enum Surface
{
    Operator,
    Portal,
    Partner,
}

/// <summary>An application that asks for tokens. Three come with the product, one per surface; operators add others.</summary>
internal sealed class Client
{
    /// <summary>The service account whose secret the product's own three authenticate with: the gateway keeps their browser sessions.</summary>
    public const string SecretHolder = "gateway";

    /// <summary><c>client_id</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the sign-in page calls it.</summary>
    public required string Name { get; set; }

    public required Surface Surface { get; init; }

    /// <summary>The one tenant whose people may use it; data of the client, never of a request. Null for the product's own, whose portal's address names it.</summary>
    public Guid? TenantId { get; init; }

    /// <summary>Comes with the product: its addresses are computed and its settings are this build's.</summary>
    public bool BuiltIn { get; init; }

    public bool Disabled { get; private set; }

    /// <summary>Nobody gets a code for it with a password alone.</summary>
    public bool DemandsMfa { get; set; }

    /// <summary>Operators show a second factor, whichever client they sign in to.</summary>
    public bool AsksMfa => DemandsMfa || Surface == Surface.Operator;

    /// <summary>PKCE is demanded; only a client that can keep a secret may go without.</summary>
    public bool DemandsPkce { get; set; } = true;

    /// <summary>Authorization requests come pushed (RFC 9126) or not at all.</summary>
    public bool DemandsPushedRequests { get; set; }

    /// <summary>Its tokens are bound to a key of its own (RFC 9449).</summary>
    public bool DemandsDpop { get; set; }

    /// <summary>People are asked before it gets anything of theirs.</summary>
    public bool DemandsConsent { get; set; }

    /// <summary>It promises the FAPI 2.0 baseline, and is held to it by the assessment.</summary>
    public bool HighSecurity { get; set; }

    public List<string> RedirectUris { get; init; } = [];

    public List<string> SignedOutUris { get; init; } = [];

    public string? BackChannelLogoutUri { get; set; }

    public List<string> Grants { get; init; } = [];

    public List<string> Scopes { get; init; } = [];

    public List<string> AuthMethods { get; init; } = [];

    /// <summary>What it may do for itself (client_credentials).</summary>
    public List<string> Permissions { get; init; } = [];

    /// <summary>Its public keys as a JWK set, for <c>private_key_jwt</c>.</summary>
    public string? Keys { get; set; }

    public byte[]? SecretHash { get; private set; }

    /// <summary>The secret before the last rotation, good until <see cref="OldSecretUntil"/>.</summary>
    public byte[]? OldSecretHash { get; private set; }

    public DateTimeOffset? OldSecretUntil { get; private set; }

    public DateTimeOffset? SecretSince { get; private set; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public long Revision { get; private set; } = 1;

    public string Audience => Surface.ToString().ToLowerInvariant();

    public bool IsPublic => AuthMethods.Contains(ClientAuthMethods.None);

    public bool MayUse(string grant) => Grants.Contains(grant);

    public void Touch() => Revision++;

    /// <summary>Replaces the secret; the old one goes on for the overlap.</summary>
    public void SetSecret(byte[] hash, DateTimeOffset now, TimeSpan overlap)
    {
        var overlaps = overlap > TimeSpan.Zero && SecretHash is not null;
        OldSecretHash = overlaps ? SecretHash : null;
        OldSecretUntil = overlaps ? now + overlap : null;
        (SecretHash, SecretSince) = (hash, now);
    }

    public void DropSecrets() => (SecretHash, SecretSince, OldSecretHash, OldSecretUntil) = (null, null, null, null);

    public bool TrySetDisabled(bool disabled)
    {
        if (Disabled == disabled)
        {
            return false;
        }

        Disabled = disabled;
        return true;
    }
}
