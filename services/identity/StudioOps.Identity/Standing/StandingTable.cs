using Microsoft.EntityFrameworkCore;
using Npgsql;
using StudioOps.Identity.Data;
using StudioOps.Standing;

namespace StudioOps.Identity.Standing;

/// <summary>Writes the feed, in the transaction of the change that caused it.</summary>
internal sealed class StandingTable(IdentityContext db)
{
    /// <summary>Whoever holds this role of the tenant may do other things now: their older tokens are superseded.</summary>
    public async Task RoleChangedAsync(Guid tenantId, string role, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('identity.standing', 0))", ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            with holders as (
              update users set permissions_version = permissions_version + 1
              where id in (select user_id from memberships where tenant_id = {tenantId} and {role} = any (roles))
              returning id, disabled, permissions_version)
            insert into standing as s (kind, id, status, not_before, permissions_version, revision, changed_at)
            select {nameof(StandingKind.User)}, id::text, case when disabled then {StandingEntry.Suspended} else {StandingEntry.Active} end, null, permissions_version,
              nextval('standing_revision'), now() from holders
            on conflict (kind, id) do update set
              permissions_version = greatest(s.permissions_version, excluded.permissions_version), revision = excluded.revision, changed_at = excluded.changed_at
            """, ct);
    }

    /// <summary>Refuses everything of this tenant, user, session or client that was issued before <paramref name="notBefore"/>, or all of it when the status says so. What has ended stays ended.</summary>
    public async Task SetAsync(StandingKind kind, string id, string status, DateTimeOffset? notBefore, long permissionsVersion, CancellationToken ct)
    {
        // Readers ask for what is newer than the newest they hold: revisions must become visible in the order they were
        // given out, so writers of the feed take turns until their transaction ends.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('identity.standing', 0))", ct);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into standing as s (kind, id, status, not_before, permissions_version, revision, changed_at)
            values ({kind.ToString()}, {id}, {status}, {notBefore}, {permissionsVersion}, nextval('standing_revision'), now())
            on conflict (kind, id) do update set
              status = case when s.status = {StandingEntry.Ended} then s.status else excluded.status end,
              not_before = greatest(s.not_before, excluded.not_before),
              permissions_version = greatest(s.permissions_version, excluded.permissions_version),
              revision = excluded.revision,
              changed_at = excluded.changed_at
            """, ct);
    }
}

/// <summary>Reads the feed: for identity's own book, and for everyone else through the endpoint.</summary>
internal sealed class StandingReader([FromKeyedServices("identity")] NpgsqlDataSource database) : IStandingSource
{
    public async Task<IReadOnlyList<StandingEntry>> ReadAsync(long after, CancellationToken ct)
    {
        await using var select = database.CreateCommand(
            "select kind, id, status, not_before, permissions_version, revision from standing where revision > $1 order by revision");
        select.Parameters.Add(new() { Value = after });
        await using var reader = await select.ExecuteReaderAsync(ct);
        var entries = new List<StandingEntry>();
        while (await reader.ReadAsync(ct))
        {
            entries.Add(new StandingEntry(
                Enum.Parse<StandingKind>(reader.GetString(0)), reader.GetString(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3), reader.GetInt64(4), reader.GetInt64(5)));
        }

        return entries;
    }
}

/// <summary>One line of the feed at rest.</summary>
internal sealed class StandingRow
{
    public required string Kind { get; init; }

    public required string Id { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public long PermissionsVersion { get; init; }

    public long Revision { get; init; }

    public DateTimeOffset ChangedAt { get; init; }
}
