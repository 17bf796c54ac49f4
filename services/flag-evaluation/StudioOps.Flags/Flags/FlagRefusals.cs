using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Flags.Engine;
using StudioOps.ServiceDefaults;

namespace StudioOps.Flags;

internal static class FlagRefusals
{
    /// <summary>422 that names every field at fault.</summary>
    public static ProblemHttpResult Invalid(IReadOnlyList<DefinitionProblem> problems)
    {
        var refusal = Problems.Create(StatusCodes.Status422UnprocessableEntity, "flag.definition-invalid", problems[0].Message);
        refusal.Extensions["errors"] = problems.ToDictionary(problem => problem.Field, problem => new[] { problem.Message });
        return TypedResults.Problem(refusal);
    }

    /// <summary>The word the API, the events and the database use for an enum's value.</summary>
    public static string Word<T>(this T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
