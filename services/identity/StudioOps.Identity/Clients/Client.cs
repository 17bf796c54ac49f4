namespace StudioOps.Identity.Clients;

/// <summary>An application people sign in to. There are three, one per surface; what they may do is code, not data.</summary>
/// <param name="Id"><c>client_id</c>, and the audience of its tokens.</param>
/// <param name="Name">What the sign-in page calls it.</param>
/// <param name="DemandsMfa">Nobody gets a code for it with a password alone.</param>
internal sealed record Client(string Id, string Name, bool DemandsMfa)
{
    /// <summary>The service account whose secret all of them authenticate with: the gateway keeps their browser sessions.</summary>
    public const string SecretHolder = "gateway";

    public static Client Operator { get; } = new("operator", "operator console", DemandsMfa: true);

    public static Client Portal { get; } = new("portal", "tenant portal", DemandsMfa: false);

    public static Client Partner { get; } = new("partner", "partner portal", DemandsMfa: false);

    public static Client? Find(string? id) => id switch
    {
        "operator" => Operator,
        "portal" => Portal,
        "partner" => Partner,
        _ => null,
    };
}
