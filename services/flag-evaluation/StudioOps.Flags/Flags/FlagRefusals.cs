using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags;

internal static class FlagRefusals
{
    /// <summary>422 that names everything at fault: by field for forms, and as JSON pointers into what was sent.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyList<Fault> faults, string code = "flag.definition-invalid")
    {
        var refusal = Problems.Create(StatusCodes.Status422UnprocessableEntity, code, faults[0].Message);
        refusal.Extensions["errors"] = faults.GroupBy(fault => fault.Field).ToDictionary(field => field.Key, field => field.Select(fault => fault.Message).ToArray());
        refusal.Extensions["faults"] = faults.Select(fault => new { pointer = fault.Pointer, detail = fault.Message });
        return TypedResults.Problem(refusal);
    }

    /// <summary>422 that names the way a flag's prerequisites lead back to it.</summary>
    public static ProblemHttpResult Cycle(IReadOnlyList<string> cycle, int prerequisite)
    {
        var refusal = Problems.Create(
            StatusCodes.Status422UnprocessableEntity, "flag.prerequisite-cycle", $"The flag would, in the end, be a prerequisite of itself: {string.Join(" → ", cycle)}.");
        refusal.Extensions["cycle"] = cycle;
        refusal.Extensions["faults"] = new[] { new { pointer = $"/prerequisites/{prerequisite}", detail = refusal.Detail } };
        return TypedResults.Problem(refusal);
    }

    /// <summary>409 that names the flags that would lose what they stand on.</summary>
    public static ProblemHttpResult Used(string code, string detail, IReadOnlyList<string> dependents)
    {
        var refusal = Problems.Create(StatusCodes.Status409Conflict, code, $"{detail}: {string.Join(", ", dependents)}.");
        refusal.Extensions["dependents"] = dependents;
        return TypedResults.Problem(refusal);
    }

    /// <summary>The word the API, the events and the database use for an enum's value.</summary>
    public static string Word<T>(this T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
