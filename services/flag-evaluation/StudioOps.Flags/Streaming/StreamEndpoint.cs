using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using StudioOps.Flags.Evaluation;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags.Streaming;

/// <summary>OFREP's event stream (ADR-0008): says that something changed, never what. The client asks again.</summary>
internal static class StreamEndpoint
{
    public const string Path = "/ofrep/v1/stream";

    /// <summary>How long a client that has seen a newer revision waits for this copy to catch up.</summary>
    private static readonly TimeSpan CatchUp = TimeSpan.FromSeconds(2);

    /// <summary>Open by design: an EventSource sends no header, so the ticket in its address says who it is.</summary>
    public static void MapStream(this IEndpointRouteBuilder routes) => routes.MapGet(Path, HandleAsync)
        .WithName("FlagStream").WithTags("OFREP").AllowAnonymous().ProducesProblem(StatusCodes.Status401Unauthorized);

    private static async Task<IResult> HandleAsync(
        string? t, HttpContext http, Tickets tickets, Connections connections, Propagations propagations, Snapshots snapshots, TimeProvider clock, IOptions<StreamOptions> options,
        IHostApplicationLifetime life)
    {
        if (tickets.Open(t, out var refusal) is not { } ticket)
        {
            return Problems.Refuse(StatusCodes.Status401Unauthorized, refusal, "Ask /ofrep/v1/evaluate/flags for a new stream address.");
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, life.ApplicationStopping);
        var seen = http.Request.Headers["Last-Event-ID"].ToString();
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            if (OfrepTag.Revision(seen) is var revision && revision > snapshots.Current.RevisionOf(ticket.Tenant))
            {
                await snapshots.WaitForAsync(revision, CatchUp, stop.Token);
            }

            if (connections.Open(ticket, returning: seen.Length > 0) is not { } connection)
            {
                await WriteAsync(response, "retry: 5000\n\n" + Event(snapshots, ticket, connections.NextId(), clock), stop.Token);
                return Results.Empty;
            }

            try
            {
                await FollowAsync(response, connection, snapshots, clock, options.Value.Heartbeat, stop.Token);
            }
            finally
            {
                connections.Close(connection);
                propagations.Leave(connection.Id);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The client left, or we do: it comes back.
        }

        return Results.Empty;
    }

    // Something on every connect: stock clients do not ask by themselves after a reconnect.
    private static async Task FollowAsync(HttpResponse response, Connection connection, Snapshots snapshots, TimeProvider clock, TimeSpan heartbeat, CancellationToken ct)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"retry: {Retry(connection.Id)}\n\n");
        var news = true;
        while (!connection.Ended)
        {
            await WriteAsync(response, news ? text + Tell(connection, snapshots, clock) : ":\n\n", ct);
            text = "";
            news = await connection.NewsAsync(heartbeat, ct);
        }
    }

    private static string Tell(Connection connection, Snapshots snapshots, TimeProvider clock)
    {
        var installation = snapshots.Current;
        connection.ToldExpiries = installation.ExpiryEpochOf(connection.Ticket.Tenant, clock.GetUtcNow());
        connection.Told = installation.RevisionOf(connection.Ticket.Tenant);
        return Event(snapshots, connection.Ticket, connection.Id, clock);
    }

    private static string Event(Snapshots snapshots, Ticket ticket, string id, TimeProvider clock)
    {
        var revision = snapshots.Current.RevisionOf(ticket.Tenant);
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            id: {{revision}}
            event: message
            data: {"type":"refetchEvaluation","etag":"{{revision}}.{{id}}","lastModified":{{clock.GetUtcNow().ToUnixTimeSeconds()}}}


            """);
    }

    /// <summary>When this service restarts, its clients come back one after the other.</summary>
    private static int Retry(string id) => 1000 + (int)((uint)id.GetHashCode(StringComparison.Ordinal) % 1000);

    private static async Task WriteAsync(HttpResponse response, string text, CancellationToken ct)
    {
        await response.WriteAsync(text, Encoding.UTF8, ct);
        await response.Body.FlushAsync(ct);
    }
}
