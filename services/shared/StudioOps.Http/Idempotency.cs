using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using StudioOps.ServiceDefaults;

namespace StudioOps.Http;

/// <summary><c>Idempotency-Key</c> (draft-ietf-httpapi-idempotency-key-header-07): the first answer is kept for a day and given again.</summary>
/// <remarks>The key is marked as done in the transaction of the change itself (<see cref="DoneMark"/>), so a server that dies before it could keep the answer cannot do it twice.</remarks>
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
            if (await store.ClaimAsync(claim, context.RequestAborted) is { } kept)
            {
                await ReplayAsync(context, kept, claim);
                return;
            }

            context.RequestServices.GetRequiredService<DoneMark>().Claim = claim;
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
        catch (KeyTakenOverException)
        {
            await InFlight().ExecuteAsync(context);
        }
        finally
        {
            context.Response.Body = wire;
            if (!keep)
            {
                await store.ReleaseAsync(claim, CancellationToken.None);
            }
        }

        if (keep)
        {
            // A secret is shown once: that the request was done is kept, what it answered is not.
            var secret = context.Response.Headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase);
            await store.TryKeepAsync(claim, secret
                ? new KeptAnswer(claim.Fingerprint, KeptAnswer.NotKept, null, null, [])
                : new KeptAnswer(claim.Fingerprint, context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.Location, answer.ToArray()));
        }

        await WriteAsync(wire, answer.GetBuffer().AsMemory(0, (int)answer.Length), context.RequestAborted);
    }

    private static async Task ReplayAsync(HttpContext context, KeptAnswer kept, IdempotencyClaim claim)
    {
        if (!CryptographicOperations.FixedTimeEquals(kept.Fingerprint, claim.Fingerprint))
        {
            await Problems.Refuse(StatusCodes.Status422UnprocessableEntity, "idempotency.key-reused", "This key was used for another request.").ExecuteAsync(context);
        }
        else if (kept.Status is not { } status)
        {
            await InFlight().ExecuteAsync(context);
        }
        else if (status == KeptAnswer.Lost)
        {
            await Problems.Refuse(StatusCodes.Status409Conflict, "idempotency.answer-lost", "This was done already; its answer was lost with the server that gave it. Read what it changed instead.").ExecuteAsync(context);
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
            await WriteAsync(context.Response.Body, kept.Body, context.RequestAborted);
        }
    }

    // Writing even nothing after a 204 is a fault to the server: it would cut the connection under the caller's next request.
    private static ValueTask WriteAsync(Stream wire, ReadOnlyMemory<byte> body, CancellationToken ct) => body.IsEmpty ? ValueTask.CompletedTask : wire.WriteAsync(body, ct);

    private static ProblemHttpResult InFlight() => Problems.Refuse(StatusCodes.Status409Conflict, "idempotency.in-flight", "The first request with this key has not ended yet.");

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
