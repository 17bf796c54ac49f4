using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StudioOps.ServiceDefaults;

namespace StudioOps.Http;

/// <summary>A race the handler could not see ends as the refusal it is, not as a 500.</summary>
internal sealed class DatabaseRefusals : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var refusal = exception switch
        {
            DbUpdateConcurrencyException => Problems.Refuse(StatusCodes.Status412PreconditionFailed, "precondition.failed", "Somebody changed this at the same moment; read it again."),
            DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } } =>
                Problems.Refuse(StatusCodes.Status409Conflict, "resource.exists", "Somebody created the same thing at the same moment."),
            _ when Postgres(exception) is { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } =>
                Problems.Refuse(StatusCodes.Status400BadRequest, "request.malformed", "The request holds a character that text cannot hold."),
            _ when IsAway(exception) => Problems.Refuse(StatusCodes.Status503ServiceUnavailable, "database.unavailable", "The database does not answer. Try again shortly, with the same Idempotency-Key if you sent one."),
            _ => null,
        };
        if (refusal is null)
        {
            return false;
        }

        httpContext.Response.StatusCode = refusal.StatusCode;
        await refusal.ExecuteAsync(httpContext);
        return true;
    }

    private static PostgresException? Postgres(Exception? exception) => exception is null ? null : exception as PostgresException ?? Postgres(exception.InnerException);

    private static bool IsAway(Exception? exception) =>
        exception is not null && (IsAwayItself(exception) || IsAway(exception.InnerException));

    // A server that shuts down (57P) and a connection it took along (08) are not transient to the driver; to the caller they are.
    private static bool IsAwayItself(Exception exception) =>
        exception is NpgsqlException { IsTransient: true } or PostgresException { SqlState: ['5', '7', 'P', ..] or ['0', '8', ..] };
}
