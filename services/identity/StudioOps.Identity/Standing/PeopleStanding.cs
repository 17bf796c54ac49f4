using StudioOps.Identity.Sessions;
using StudioOps.Identity.Users;
using StudioOps.Standing;

namespace StudioOps.Identity.Standing;

/// <summary>Makes a change of a person felt everywhere within seconds. The caller saves.</summary>
internal sealed class PeopleStanding(StandingTable standing, SignInSessions sessions, TimeProvider clock)
{
    /// <summary>Older tokens are superseded; the browser sessions behind them refresh silently.</summary>
    public Task PermissionsChangedAsync(User user, CancellationToken ct)
    {
        user.PermissionsChanged();
        return AnnounceAsync(user, ct);
    }

    public Task AnnounceAsync(User user, CancellationToken ct) => standing.SetAsync(
        StandingKind.User, user.Subject, user.Disabled ? StandingEntry.Suspended : StandingEntry.Active, null, user.PermissionsVersion, ct);

    /// <summary>Every session, token and stream ends.</summary>
    public async Task ShutOutAsync(User user, CancellationToken ct)
    {
        await sessions.EndAllAsync(user.Id, ct);
        await standing.SetAsync(StandingKind.User, user.Subject, StandingEntry.Suspended, clock.GetUtcNow(), user.PermissionsVersion, ct);
    }

    /// <summary>They may sign in again; what was ended stays ended.</summary>
    public Task LetInAsync(User user, CancellationToken ct) => standing.SetAsync(StandingKind.User, user.Subject, StandingEntry.Active, null, user.PermissionsVersion, ct);

    /// <summary>Nothing ever speaks for them again.</summary>
    public Task EndAsync(User user, CancellationToken ct) => standing.SetAsync(StandingKind.User, user.Subject, StandingEntry.Ended, clock.GetUtcNow(), user.PermissionsVersion, ct);
}
