using Npgsql;

namespace StudioOps.Identity.Sessions;

/// <summary>The notices that wait to be sent, shared by all copies of the service.</summary>
internal sealed class LogoutNotices([FromKeyedServices("identity")] NpgsqlDataSource database)
{
    /// <summary>Takes the notices that are due. Each is due again later by itself: whoever dies with one in hand loses nothing.</summary>
    public async Task<IReadOnlyList<DueNotice>> TakeAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            update logout_notices set attempts = attempts + 1, next_attempt_at = $1 + least(interval '5 minutes', interval '5 seconds' * power(2, least(attempts, 10)))
            where id in (select id from logout_notices where next_attempt_at <= $1 order by next_attempt_at limit 32 for update skip locked)
            returning id, client_id, subject, sid, attempts
            """);
        command.Parameters.Add(new() { Value = now });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<DueNotice>();
        while (await reader.ReadAsync(ct))
        {
            due.Add(new DueNotice(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4)));
        }

        return due;
    }

    public async Task RemoveAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand("delete from logout_notices where id = $1");
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>A notice in hand.</summary>
internal sealed record DueNotice(Guid Id, string ClientId, string Subject, string Sid, int Attempt);
