using Npgsql;

namespace StudioOps.Identity.Mail;

/// <summary>A mail in hand.</summary>
internal sealed record DueMail(Guid Id, AccountMailKind Kind, string Email, string? Portal, int Attempt);

/// <summary>The mails that wait to be sent, shared by all copies of the service.</summary>
internal sealed class AccountMails([FromKeyedServices("identity")] NpgsqlDataSource database)
{
    /// <summary>Takes the mails that are due. Each is due again later by itself: whoever dies with one in hand loses nothing.</summary>
    public async Task<IReadOnlyList<DueMail>> TakeAsync(DateTimeOffset now, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            update account_mails set attempts = attempts + 1, next_attempt_at = $1 + least(interval '10 minutes', interval '10 seconds' * power(2, least(attempts, 10)))
            where id in (select id from account_mails where next_attempt_at <= $1 order by next_attempt_at limit 16 for update skip locked)
            returning id, kind, email, portal, attempts
            """);
        command.Parameters.Add(new() { Value = now });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<DueMail>();
        while (await reader.ReadAsync(ct))
        {
            due.Add(new DueMail(
                reader.GetGuid(0), Enum.Parse<AccountMailKind>(reader.GetString(1)), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetInt32(4)));
        }

        return due;
    }

    public async Task RemoveAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand("delete from account_mails where id = $1");
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync(ct);
    }
}
