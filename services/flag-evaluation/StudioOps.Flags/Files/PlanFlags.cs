using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Data;
using StudioOps.Flags.Import.Files;

namespace StudioOps.Flags.Files;

/// <summary>A file to compare with what is stored.</summary>
public sealed record PlanFlagsRequest
{
    /// <summary>As the export gives it.</summary>
    public required JsonElement File { get; init; }

    /// <summary>Whether what the file does not have is archived; else it stays as it is.</summary>
    public bool Remove { get; init; }
}

/// <summary>What applying a file would do.</summary>
/// <param name="Fingerprint">Send it with the apply: it is refused when something changed meanwhile.</param>
/// <param name="Changes">In the order of kinds and keys; none when the file says what is so.</param>
/// <param name="Faults">What keeps it from being applied; none when it can be.</param>
public sealed record FlagPlanResource(string Fingerprint, IReadOnlyList<PlannedChange> Changes, IReadOnlyList<FileFault> Faults)
{
    private const int LongestList = 100;

    internal static FlagPlanResource Of(FilePlan plan) => new(
        plan.Fingerprint,
        [.. plan.Changes.Select(change => change with
        {
            Differences = [.. change.Differences.Select(difference => difference with { Before = Short(difference.Before), After = Short(difference.After) })],
        })],
        plan.Faults);

    /// <summary>A list nobody would read is told by its length.</summary>
    private static JsonElement? Short(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > LongestList ? FlagJson.Element(new { count = list.GetArrayLength() }) : value;
}

/// <summary>Says what applying a file would do, and does nothing.</summary>
internal static class PlanFlags
{
    public static async Task<Results<Ok<FlagPlanResource>, ProblemHttpResult>> Handle(PlanFlagsRequest request, FlagDbContext db, CancellationToken ct) =>
        FilePlan.Read(request.File, out var refusal) is { } file ? TypedResults.Ok(FlagPlanResource.Of(await FilePlan.OfAsync(db, file, request.Remove, ct))) : refusal!;
}

/// <summary>The definitions of this installation as one file that always reads the same.</summary>
internal static class ExportFlags
{
    public static async Task<ContentHttpResult> Handle(FlagDbContext db, HttpResponse response, CancellationToken ct)
    {
        response.Headers.ContentDisposition = "attachment; filename=flags.json";
        return TypedResults.Text((await db.DefinitionsAsync(ct)).Write(), "application/json");
    }
}
