using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace StudioOps.ServiceDefaults;

/// <summary>Every refusal is an RFC 9457 problem with a stable dotted <c>code</c>.</summary>
public static class Problems
{
    /// <summary>A problem with this status and code.</summary>
    public static ProblemDetails Create(int status, string code, string? detail = null) => new()
    {
        Status = status,
        Title = Title(status),
        Detail = detail,
        Extensions = { ["code"] = code },
    };

    /// <summary>The same as a result of any status.</summary>
    public static ProblemHttpResult Refuse(int status, string code, string? detail = null) => TypedResults.Problem(Create(status, code, detail));

    /// <summary>404: permitted, but there is no such row for this caller.</summary>
    public static ProblemHttpResult NotFound(string code, string? detail = null) => Refuse(StatusCodes.Status404NotFound, code, detail);

    /// <summary>409: the state of the thing does not allow it.</summary>
    public static ProblemHttpResult Conflict(string code, string detail) => Refuse(StatusCodes.Status409Conflict, code, detail);

    /// <summary>422: understood, well formed, and still not acceptable.</summary>
    public static ProblemHttpResult Unprocessable(string code, string detail) => Refuse(StatusCodes.Status422UnprocessableEntity, code, detail);

    internal static void AddProblemDefaults(this IServiceCollection services)
    {
        services.Configure<ExceptionHandlerOptions>(options => options.StatusCodeSelector = exception =>
            exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
        {
            var problem = context.ProblemDetails;
            problem.Type = null;
            problem.Extensions["traceId"] = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.HttpContext.TraceIdentifier;
            if (problem is HttpValidationProblemDetails validation)
            {
                problem.Extensions.TryAdd("code", "request.invalid");
                validation.Errors = validation.Errors.ToDictionary(error => CamelPath(error.Key), error => error.Value);
                problem.Extensions.TryAdd("faults", validation.Errors.SelectMany(error => error.Value.Select(detail => new { pointer = Pointer(error.Key), detail })));
            }

            if (context.Exception is BadHttpRequestException bad)
            {
                problem.Title = Title(bad.StatusCode);
                problem.Detail = bad.InnerException is JsonException json ? $"The body is not what this endpoint takes, near {json.Path ?? "$"}." : bad.Message;
                if (bad.InnerException is JsonException { Path: { Length: > 0 } path })
                {
                    problem.Extensions.TryAdd("faults", new[] { new { pointer = Pointer(path[1..]), detail = problem.Detail } });
                }
            }

            problem.Extensions.TryAdd("code", Code(problem.Status ?? context.HttpContext.Response.StatusCode));
        });
    }

    private static string CamelPath(string key) =>
        string.Join('.', key.Split('.').Select(part => part.Length == 0 ? part : char.ToLowerInvariant(part[0]) + part[1..]));

    /// <summary>RFC 6901 for <c>rules[0].id</c>: where in the body it is. Members whose names look like paths keep the path.</summary>
    private static string Pointer(string path) =>
        string.Concat(path.Split(['.', '[', ']'], StringSplitOptions.RemoveEmptyEntries).Select(part => "/" + part.Trim('\'').Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    private static string Title(int status) => status switch
    {
        400 => "The request is not valid",
        401 => "No valid token",
        403 => "Not permitted",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        412 => "Changed meanwhile",
        413 => "The body is too large",
        415 => "The content type is not supported",
        422 => "Not acceptable",
        428 => "A precondition is required",
        429 => "Too many requests",
        503 => "Not available now",
        _ => "Something went wrong",
    };

    private static string Code(int status) => status switch
    {
        400 => "request.malformed",
        401 => "token.missing",
        403 => "permission.missing",
        404 => "resource.not-found",
        405 => "request.method-not-allowed",
        413 => "request.too-large",
        415 => "request.content-type",
        429 => "rate.limited",
        503 => "service.unavailable",
        _ => status < 500 ? "request.refused" : "server.error",
    };
}
