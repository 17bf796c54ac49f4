using System.Globalization;
using StudioOps.Standing;
using StudioOps.Tokens;

namespace StudioOps.Flags.Streaming;

/// <summary>What lets a browser open a stream: it cannot send a header there. Stateless; ended early only by standing.</summary>
/// <param name="Bearer">Whose token it was made for.</param>
/// <param name="Tenant">Whose flags the stream is about.</param>
/// <param name="Standing">The newest standing entry about the bearer when it was made; whatever that said was fulfilled.</param>
/// <param name="Ends">The last second it is good for.</param>
internal sealed record Ticket(Bearer Bearer, Guid Tenant, long Standing, long Ends)
{
    private const char Between = '\n';

    public static Ticket For(AccessToken token, Guid tenant, StandingBook book, long ends)
    {
        var bearer = Bearer.Of(token);
        return new(bearer, tenant, book.RevisionOf(bearer), ends);
    }

    /// <summary>Why it is not good any more, or null.</summary>
    public string? Refusal(StandingBook book, DateTimeOffset now) => now.ToUnixTimeSeconds() > Ends ? "ticket.expired" : book.Refusal(Bearer, Standing);

    public string Write() => string.Join(
        Between, Bearer.TenantId, Bearer.Subject, Bearer.SessionId, Bearer.ClientId, Text(Bearer.PermissionsVersion), Tenant, Text(Standing), Text(Ends));

    /// <summary>Reads what <see cref="Write"/> wrote; null for anything else.</summary>
    public static Ticket? Read(string text) =>
        text.Split(Between) is [var own, var subject, var session, var client, var permissions, var tenant, var standing, var ends]
        && Number(permissions, out var version) && Guid.TryParse(tenant, out var about) && Number(standing, out var revision) && Number(ends, out var last)
            ? new(new(Guid.TryParse(own, out var id) ? id : null, subject, session.Length == 0 ? null : session, client, version), about, revision, last)
            : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool Number(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
