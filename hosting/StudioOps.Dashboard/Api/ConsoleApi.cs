using System.Globalization;
using System.Text;
using StudioOps.Dashboard.Host;

namespace StudioOps.Dashboard.Api;

internal static class ConsoleApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/console", ListAsync);
        api.MapGet("/console/download", DownloadAsync);
    }

    private static async Task<ConsolePage> ListAsync(HostLink host, string? resource, long? after, int? limit, CancellationToken cancellationToken) =>
        new(await host.ConsoleAsync(resource, after, Page.Of(limit, null).Limit, cancellationToken));

    /// <summary>One resource's whole log as it lies on disk; without a resource, what is in memory of all of them.</summary>
    private static async Task<IResult> DownloadAsync(HttpContext context, HostLink host, string? resource, CancellationToken cancellationToken)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{new string([.. (resource ?? "console").Where(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')])}.log\"";
        if (!string.IsNullOrEmpty(resource))
        {
            var log = await host.LogAsync(resource, cancellationToken);
            if (log is { IsSuccessStatusCode: true })
            {
                context.Response.RegisterForDispose(log);
                return Results.Stream(await log.Content.ReadAsStreamAsync(cancellationToken), "text/plain; charset=utf-8");
            }

            log?.Dispose();
            context.Response.Headers.ContentDisposition = default;
            return Problems.Of(StatusCodes.Status404NotFound, "console.not-found", "There is no log of that name.");
        }

        return TypedResults.Text(await MergedAsync(host, cancellationToken));
    }

    private static async Task<string> MergedAsync(HostLink host, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var after = 0L;
        while (await host.ConsoleAsync(null, after, Page.Most, cancellationToken) is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
            {
                text.Append(CultureInfo.InvariantCulture, $"{entry.At:O} {entry.Resource} {entry.Text}\n");
            }

            after = entries[^1].Sequence;
        }

        return text.ToString();
    }
}
