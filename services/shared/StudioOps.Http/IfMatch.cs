using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.ServiceDefaults;

namespace StudioOps.Http;

/// <summary>The request's <c>If-Match</c> (RFC 9110 §13.1.1): a handler parameter.</summary>
/// <param name="Header">The header as sent, or null.</param>
public readonly record struct IfMatch(string? Header)
{
    /// <summary>Whether the caller said which revision they have seen.</summary>
    public bool IsMissing => string.IsNullOrWhiteSpace(Header);

    /// <summary>Whether an edit of this revision may go on; a missing header allows it.</summary>
    public bool Allows(long revision) => IsMissing || Header!.Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag == ETag.Of(revision));

    /// <summary>Null when an edit of this revision may go on; else 428 or 412.</summary>
    public ProblemHttpResult? Refusal(long revision) =>
        IsMissing ? Problems.Refuse(StatusCodes.Status428PreconditionRequired, "precondition.required", "Send If-Match with the ETag you read, so that nobody's change is overwritten.")
        : Allows(revision) ? null
        : Problems.Refuse(StatusCodes.Status412PreconditionFailed, "precondition.failed", $"This has changed since you read it; it is now {ETag.Of(revision)}.");

    public static ValueTask<IfMatch> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(new IfMatch(context.Request.Headers.IfMatch is { Count: > 0 } header ? header.ToString() : null));
}

/// <summary>Entity tags made of revisions.</summary>
public static class ETag
{
    /// <summary>A strong tag for this revision.</summary>
    public static string Of(long revision) => $"\"{revision}\"";

    /// <summary>Puts the tag on the response.</summary>
    public static void SetETag(this HttpResponse response, long revision) => response.Headers.ETag = Of(revision);
}
