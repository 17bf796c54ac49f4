namespace StudioOps.Standing;

/// <summary>What a standing entry is about.</summary>
public enum StandingKind
{
    /// <summary>A tenant; its id is the tenant id.</summary>
    Tenant,

    /// <summary>A user or service account; its id is the token's <c>sub</c>.</summary>
    User,

    /// <summary>A sign-in session; its id is the token's <c>sid</c>.</summary>
    Session,

    /// <summary>An OAuth client; its id is the token's <c>client_id</c>.</summary>
    Client,
}

/// <summary>One line of identity's standing feed.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Id">Whom.</param>
/// <param name="Status"><c>active</c>, <c>suspended</c> or <c>ended</c>; only the first lets a token pass.</param>
/// <param name="NotBefore">Tokens issued before this instant are refused; null when none are.</param>
/// <param name="PermissionsVersion">Tokens with an older <c>pv</c> are superseded; 0 when permissions never changed.</param>
/// <param name="Revision">Grows over the whole feed; ask for what is newer than the newest you hold.</param>
public sealed record StandingEntry(StandingKind Kind, string Id, string Status, DateTimeOffset? NotBefore, long PermissionsVersion, long Revision)
{
    public const string Active = "active";
    public const string Suspended = "suspended";
    public const string Ended = "ended";
}
