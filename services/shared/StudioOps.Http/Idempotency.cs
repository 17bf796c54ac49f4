using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StudioOps.ServiceDefaults;

namespace StudioOps.Http;

/// <summary><c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header-07): the first answer is kept for a day and given again.</summary>
public static class Idempotency
{
    public const string Header = "Idempotency-Key";

    /// <summary>Honours the header on every POST that carries one. Call after <c>UseServiceDefaults</c>.</summary>
    public static WebApplication UseIdempotency(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            if (!HttpMethods.IsPost(context.Request.Method) || context.Request.Headers[Header] is not { Count: > 0 } header || context.AccessToken() is not { } token)
            {
                await next(context);
                return;
            }

            var key = header.ToString();
            if (key.Length is 0 or > 255)
            {
                await Problems.Refuse(StatusCodes.Status400BadRequest, "idempotency.key-invalid", "Idempotency-Key is 1 to 255 characters.").ExecuteAsync(context);
                return;
            }

            var store = context.RequestServices.GetRequiredService<IdempotencyStore>();
            var claim = new IdempotencyClaim(token.Subject, key, await FingerprintAsync(context.Request));
            var kept = await store.ClaimAsync(claim, context.RequestAborted);
            if (kept is not null)
            {
                await ReplayAsync(context, kept, claim);
                return;
            }

            await RunAsync(context, next, store, claim);
        });
        return app;
    }

    private static async Task RunAsync(HttpContext context, RequestDelegate next, IdempotencyStore store, IdempotencyClaim claim)
    {
        var wire = context.Response.Body;
        await using var answer = new MemoryStream();
        context.Response.Body = answer;
        var keep = false;
        try
        {
            await next(context);
            // A fault is not an answer: the same key may try again.
            keep = context.Response.StatusCode < 500;
        }
        finally
        {
            context.Response.Body = wire;
            if (keep)
            {
                // A secret is shown once: that the request was done is kept, what it answered is not.
                var secret = context.Response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase);
                await store.KeepAsync(claim, secret
                    ? new KeptAnswer(claim.Fingerprint, KeptAnswer.NotKept, null, null, [])
                    : new KeptAnswer(claim.Fingerprint, context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.Location, answer.ToArray()), CancellationToken.None);
            }
            else
            {
                await store.ReleaseAsync(claim, CancellationToken.None);
            }
        }

        answer.Position = 0;
        await answer.CopyToAsync(wire, context.RequestAborted);
    }

    private static async Task ReplayAsync(HttpContext context, KeptAnswer kept, IdempotencyClaim claim)
    {
        if (!CryptographicOperations.FixedTimeEquals(kept.Fingerprint, claim.Fingerprint))
        {
            await Problems.Refuse(StatusCodes.Status422UnprocessableEntity, "idempotency.key-reused", "This key was used for another request.").ExecuteAsync(context);
        }
        else if (kept.Status is not { } status)
        {
            await Problems.Refuse(StatusCodes.Status409Conflict, "idempotency.in-flight", "The first request with this key has not ended yet.").ExecuteAsync(context);
        }
        else if (status == KeptAnswer.NotKept)
        {
            await Problems.Refuse(StatusCodes.Status409Conflict, "idempotency.answer-not-kept", "This was done already; its answer held a secret, which is shown once.").ExecuteAsync(context);
        }
        else
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = kept.ContentType;
            context.Response.Headers.Location = kept.Location;
            context.Response.Headers["Idempotency-Replayed"] = "true";
            await context.Response.Body.WriteAsync(kept.Body, context.RequestAborted);
        }
    }

    private static async Task<byte[]> FingerprintAsync(HttpRequest request)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}

/// <summary>Who used which key for which request.</summary>
internal sealed record IdempotencyClaim(string Subject, string Key, byte[] Fingerprint);

/// <summary>The first answer; no status while it is in flight.</summary>
internal sealed record KeptAnswer(byte[] Fingerprint, int? Status, string? ContentType, string? Location, byte[] Body)
{
    public const int NotKept = 0;
}

internal sealed class IdempotencyStore(IServiceProvider services, IdempotencyStore.Service service)
{
    private NpgsqlDataSource Database => services.GetRequiredKeyedService<NpgsqlDataSource>(service.Name);

    /// <summary>Null when the key is now ours; otherwise what is known of its first use. A claim whose process died is taken over after a minute.</summary>
    public async Task<KeptAnswer?> ClaimAsync(IdempotencyClaim claim, CancellationToken ct)
    {
        await using var insert = Database.CreateCommand(
            """
            with stale as (delete from idempotency_keys where ctid in (select ctid from idempotency_keys where created_at < now() - interval '2 days' limit 20 for update skip locked))
            insert into idempotency_keys as k (subject, key, fingerprint) values ($1, $2, $3)
            on conflict (subject, key) do update set fingerprint = excluded.fingerprint, status = null, created_at = now()
              where k.created_at < now() - interval '1 day' or (k.status is null and k.created_at < now() - interval '1 minute')
            returning 1
            """);
        Bind(insert, claim);
        insert.Parameters.Add(new() { Value = claim.Fingerprint });
        if (await insert.ExecuteScalarAsync(ct) is not null)
        {
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

    public async Task KeepAsync(IdempotencyClaim claim, KeptAnswer answer, CancellationToken ct)
    {
        await using var update = Database.CreateCommand("update idempotency_keys set status = $3, content_type = $4, location = $5, body = $6 where subject = $1 and key = $2");
        Bind(update, claim);
        update.Parameters.Add(new() { Value = answer.Status });
        update.Parameters.Add(new() { Value = (object?)answer.ContentType ?? DBNull.Value });
        update.Parameters.Add(new() { Value = (object?)answer.Location ?? DBNull.Value });
        update.Parameters.Add(new() { Value = answer.Body });
        await update.ExecuteNonQueryAsync(ct);
    }

    public async Task ReleaseAsync(IdempotencyClaim claim, CancellationToken ct)
    {
        await using var delete = Database.CreateCommand("delete from idempotency_keys where subject = $1 and key = $2 and status is null");
        Bind(delete, claim);
        await delete.ExecuteNonQueryAsync(ct);
    }

    private static void Bind(NpgsqlCommand command, IdempotencyClaim claim)
    {
        command.Parameters.Add(new() { Value = claim.Subject });
        command.Parameters.Add(new() { Value = claim.Key });
    }

    internal sealed record Service(string Name);
}

public static class IdempotencyMigrations
{
    /// <summary>Creates the table of used keys.</summary>
    public static void AddIdempotencyKeys(this MigrationBuilder migration) => migration.Sql(
        """
        create table idempotency_keys (
          subject text not null, key text not null, fingerprint bytea not null, status int, content_type text, location text, body bytea,
          created_at timestamptz not null default now(), primary key (subject, key));
        create index on idempotency_keys (created_at);
        """);
}
