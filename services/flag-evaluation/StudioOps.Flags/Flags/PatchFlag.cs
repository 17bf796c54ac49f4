using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

/// <summary>Changes what is named and leaves the rest: a JSON Merge Patch (RFC 7396) of what <see cref="UpdateFlag"/> takes. Null takes a member back to its default; lists are replaced.</summary>
internal static class PatchFlag
{
    public const string MediaType = "application/merge-patch+json";

    public static async Task<Results<Ok<FlagResource>, ProblemHttpResult>> Handle(
        string key, JsonElement patch, IfMatch ifMatch, FlagDbContext db, Caller caller, AuditTrail audit, TimeProvider clock,
        IOptions<JsonOptions> json, IOptions<ValidationOptions> rules, HttpResponse response, CancellationToken ct)
    {
        if (await db.Flags.SingleOrDefaultAsync(found => found.Key == key && found.ArchivedAt == null, ct) is not { } flag)
        {
            return Problems.NotFound("flag.not-found");
        }

        if (ifMatch.Refusal(flag.Revision) is { } refusal)
        {
            return refusal;
        }

        var request = Merged(flag.Face(), patch, json.Value.SerializerOptions);
        return await InvalidAsync(request, rules.Value, ct) is { } invalid ? invalid : await UpdateFlag.ApplyAsync(flag, request, db, caller, audit, clock, response, ct);
    }

    private static UpdateFlagRequest Merged(JsonElement stored, JsonElement patch, JsonSerializerOptions options)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            throw new BadHttpRequestException("A merge patch is a JSON object.");
        }

        try
        {
            return Merge(JsonObject.Create(stored), patch).Deserialize<UpdateFlagRequest>(options)!;
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("What the patch makes of the flag is not what this endpoint takes.", e);
        }
    }

    /// <summary>RFC 7396, word for word.</summary>
    public static JsonNode Merge(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            return JsonSerializer.SerializeToNode(patch)!;
        }

        var merged = target as JsonObject ?? [];
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                merged.Remove(member.Name);
            }
            else
            {
                var before = merged[member.Name];
                merged.Remove(member.Name);
                merged[member.Name] = Merge(before, member.Value);
            }
        }

        return merged;
    }

    /// <summary>What a whole body is checked for before its handler runs is checked here for the merged one.</summary>
    private static async Task<ProblemHttpResult?> InvalidAsync(UpdateFlagRequest request, ValidationOptions rules, CancellationToken ct)
    {
#pragma warning disable ASP0029 // the framework's own validator, asked by hand because the body is not what was sent
        if (!rules.TryGetValidatableTypeInfo(typeof(UpdateFlagRequest), out var type))
        {
            throw new InvalidOperationException("Nothing says how a flag is validated.");
        }

        var context = new ValidateContext { ValidationOptions = rules, ValidationContext = new ValidationContext(request) };
        await type.ValidateAsync(request, context, ct);
        return context.ValidationErrors is { Count: > 0 } errors ? TypedResults.Problem(new HttpValidationProblemDetails(errors) { Status = StatusCodes.Status400BadRequest }) : null;
#pragma warning restore ASP0029
    }
}
