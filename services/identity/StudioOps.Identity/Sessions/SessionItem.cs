namespace StudioOps.Identity.Sessions;

/// <summary>A sign-in as its owner and administrators see it.</summary>
/// <param name="Id">The <c>sid</c> of its tokens.</param>
/// <param name="Current">Whether the token that asked came from it.</param>
/// <param name="Browser">What the browser calls itself.</param>
/// <param name="Methods">How the person proved who they are (RFC 8176).</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="AuthenticatedAt">When they last proved it.</param>
/// <param name="ExpiresAt">The end nothing can move.</param>
internal sealed record SessionItem(
    Guid Id, bool Current, string? Browser, IReadOnlyList<string> Methods, DateTimeOffset StartedAt, DateTimeOffset AuthenticatedAt, DateTimeOffset ExpiresAt)
{
    public static SessionItem Of(SignInSession session, string? sid) =>
        new(session.Id, session.Sid == sid, session.UserAgent, session.Amr, session.CreatedAt, session.AuthenticatedAt, session.ExpiresAt);
}

/// <summary>Who is signed in; the newest first. There are never many, so there are no pages.</summary>
internal sealed record SessionList(IReadOnlyList<SessionItem> Items);
