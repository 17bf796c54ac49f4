using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Identity.Contracts;
using StudioOps.ServiceDefaults;

namespace StudioOps.Admin.Page;

/// <summary>What was waited for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PageWait>))]
public enum PageWait
{
    /// <summary>A page and its first data.</summary>
    [JsonStringEnumMemberName("load")]
    Load,

    /// <summary>Something chosen on a page that was there.</summary>
    [JsonStringEnumMemberName("navigation")]
    Navigation,
}

/// <summary>One wait of a person, measured by the browser.</summary>
/// <param name="Page">Which page, or part of one: a name this installation knows.</param>
/// <param name="Kind">What was waited for.</param>
/// <param name="Milliseconds">How long, 0 to 600 000.</param>
public sealed record PageTiming([property: Required] string Page, PageWait Kind, [property: Range(0d, 600_000d)] double Milliseconds);

/// <summary>What a browser tells at once.</summary>
/// <param name="Timings">1 to 20 waits.</param>
public sealed record RecordPageTimingsRequest([property: Required, NoNulls, MinLength(1), MaxLength(20)] IReadOnlyList<PageTiming> Timings);

internal static class PageTimingsEndpoint
{
    // A name becomes a dimension of a metric, so nobody outside can make up new ones.
    private static readonly FrozenSet<string> Pages = FrozenSet.Create(StringComparer.Ordinal, "tenants", "provisioning");

    public static void MapPageTimings(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/v1/metrics/pages", Handle).WithName("RecordPageTimings").WithTags("Metrics")
        .RequireAuthorization(Permissions.ProfileWrite)   // what everyone signed in has
        .ProducesValidationProblem()
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden);

    private static Results<NoContent, ProblemHttpResult> Handle(RecordPageTimingsRequest told, PageTelemetry telemetry)
    {
        if (told.Timings.Any(timing => !Pages.Contains(timing.Page)))
        {
            return Problems.Refuse(StatusCodes.Status400BadRequest, "page.unknown", $"A page of these names none that is known: {string.Join(", ", Pages.Order(StringComparer.Ordinal))}.");
        }

        foreach (var timing in told.Timings)
        {
            telemetry.Record(timing);
        }

        return TypedResults.NoContent();
    }
}
