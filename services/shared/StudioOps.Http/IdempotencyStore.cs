using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace StudioOps.Http;

/// <summary>Who used which key for which request.</summary>
internal sealed record IdempotencyClaim(string Subject, string Key, byte[] Fingerprint)
{
    /// <summary>When the key was claimed: tells this claim from one that took it over.</summary>
    public DateTime At { get; set; }
}

/// <summary>The first answer; no status while it is in flight.</summary>
internal sealed record KeptAnswer(byte[] Fingerprint, int? Status, string? ContentType, string? Location, byte[] Body)
{
    public const int NotKept = 0;
    public const int Lost = 1;
}

internal sealed partial class IdempotencyStore(IServiceProvider services, IdempotencyStore.Service service, ILogger<IdempotencyStore> logger)
{
    private NpgsqlDataSource Database => services.GetRequiredKeyedService<NpgsqlDataSource>(service.Name);

    /// <summary>Null when the key is now ours; otherwise what is known of its first use. A claim that has not ended is taken over after fifteen seconds.</summary>
    public async Task<KeptAnswer?> ClaimAsync(IdempotencyClaim claim, CancellationToken ct)
    {
        await using var insert = Database.CreateCommand(
            """
            with stale as (delete from idempotency_keys where ctid in (select ctid from idempotency_keys where created_at < now() - interval '2 days' limit 20 for update skip locked))
            insert into idempotency_keys as k (subject, key, fingerprint) values ($1, $2, $3)
            on conflict (subject, key) do update set fingerprint = excluded.fingerprint, status = null, created_at = now()
              where k.created_at < now() - interval '1 day' or (k.status is null and k.created_at < now() - interval '15 seconds')
            returning created_at
            """);
        Bind(insert, claim);
        insert.Parameters.Add(new() { Value = claim.Fingerprint });
        if (await insert.ExecuteScalarAsync(ct) is DateTime at)
        {
            claim.At = at;
            return null;
        }

        await using var select = Database.CreateCommand("select fingerprint, status, content_type, location, body from idempotency_keys where subject = $1 and key = $2");
        Bind(select, claim);
        await using var reader = await select.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new KeptAnswer(
                reader.GetFieldValue<byte[]>(0), reader.IsDBNull(1) ? null : reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? [] : reader.GetFieldValue<byte[]>(4))
            : new KeptAnswer(claim.Fingerprint, null, null, null, []);
    }

    /// <summary>Keeps the answer. Where Postgres has just gone the caller gets it all the same: what was done stays done, and its key says so.</summary>
    public async Task TryKeepAsync(IdempotencyClaim claim, KeptAnswer answer)
    {
        await using var update = Database.CreateCommand("update idempotency_keys set status = $4, content_type = $5, location = $6, body = $7 where subject = $1 and key = $2 and created_at = $3");
        Bind(update, claim);
        update.Parameters.Add(new() { Value = claim.At });
        update.Parameters.Add(new() { Value = answer.Status });
        update.Parameters.Add(new() { Value = (object?)answer.ContentType ?? DBNull.Value });
        update.Parameters.Add(new() { Value = (object?)answer.Location ?? DBNull.Value });
        update.Parameters.Add(new() { Value = answer.Body });
        try
        {
            await update.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException e)
        {
            LogNotKept(e);
        }
    }

    public async Task ReleaseAsync(IdempotencyClaim claim, CancellationToken ct)
    {
        await using var delete = Database.CreateCommand("delete from idempotency_keys where subject = $1 and key = $2 and created_at = $3 and status is null");
        Bind(delete, claim);
        delete.Parameters.Add(new() { Value = claim.At });
        await delete.ExecuteNonQueryAsync(ct);
    }

    private static void Bind(NpgsqlCommand command, IdempotencyClaim claim)
    {
        command.Parameters.Add(new() { Value = claim.Subject });
        command.Parameters.Add(new() { Value = claim.Key });
    }

    [LoggerMessage(LogLevel.Warning, "The answer of a request with an Idempotency-Key could not be kept")]
    private partial void LogNotKept(Exception exception);

    internal sealed record Service(string Name);
}
