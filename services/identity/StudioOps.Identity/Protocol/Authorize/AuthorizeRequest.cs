using StudioOps.Identity.Clients;

namespace StudioOps.Identity.Protocol.Authorize;

/// <summary>An authorization request that is safe to answer: the client and its address are known to belong together.</summary>
internal sealed record AuthorizeRequest(Client Client, string RedirectUri, Guid? TenantId, string? State)
{
    public string Scope { get; init; } = "";

    public string? Nonce { get; init; }

    public string? CodeChallenge { get; init; }

    /// <summary><c>dpop_jkt</c>: the only key the code may be redeemed with.</summary>
    public string? Thumbprint { get; init; }

    /// <summary><c>prompt=none</c>: answer at once or say what is missing; never show a page.</summary>
    public bool Silent { get; init; }

    /// <summary>The sign-in must not be older than this moment (<c>max_age</c>, <c>prompt=login</c>).</summary>
    public DateTimeOffset? AuthenticatedAfter { get; init; }

    /// <summary>The person must have been asked after this moment (<c>prompt=consent</c>).</summary>
    public DateTimeOffset? AskedAfter { get; init; }

    public bool DemandsMfa { get; init; }

    public string? LoginHint { get; init; }

    /// <summary>The only person it may be answered for (<c>id_token_hint</c>).</summary>
    public string? Subject { get; init; }

    /// <summary>Where it is kept, when it was pushed.</summary>
    public byte[]? Pushed { get; init; }
}

/// <summary>What reading gave: a request, an error to send back to its client, or the reason to show a page because there is no safe address to send anything to.</summary>
internal sealed record AuthorizeReading(AuthorizeRequest? Request, ProtocolError? Error, string? PageReason);
