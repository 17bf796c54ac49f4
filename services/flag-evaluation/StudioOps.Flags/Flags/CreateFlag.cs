using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Contracts;
using StudioOps.Flags.Data;
using StudioOps.Flags.Engine;
using StudioOps.Http;
using StudioOps.Messaging;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

/// <summary>A new flag. Bring a <see cref="Salt"/> to keep the cohorts of the flag it is a copy of.</summary>
public sealed record CreateFlagRequest : FlagContent
{
    [Required, RegularExpression("^[a-z][a-z0-9_.-]{1,99}$", ErrorMessage = "2 to 100 of a-z, 0-9, dot, dash and underscore, beginning with a letter.")]
    public required string Key { get; init; }

    public required FlagType Type { get; init; }

    [StringLength(100, MinimumLength = 8)]
    public string? Salt { get; init; }
}

internal static class CreateFlag
{
    /// <summary>Names of calls under <c>/api/v1/flags/</c>: a flag of that name could not be read.</summary>
    private static readonly string[] Reserved = ["active", "adoption", "check", "explain", "files", "followers", "master-switch", "propagations", "settings", "stream", "unknown", "usage"];

    public static async Task<Results<Created<FlagResource>, ProblemHttpResult>> Handle(
        CreateFlagRequest request, FlagDbContext db, Caller caller, AuditTrail audit, NewSalt newSalt, TimeProvider clock, HttpResponse response, CancellationToken ct)
    {
        if (Reserved.Contains(request.Key))
        {
            return Problems.Unprocessable("flag.key-reserved", $"No flag can be called {request.Key}.");
        }

        var salt = request.Salt ?? newSalt();
        var content = request.Completed(request.Type);
        if ((await db.RefusalAsync(request.Key, request.Type, salt, content, ct) ?? await db.NameRefusalAsync(request.Key, ct)) is { } refusal)
        {
            return refusal;
        }

        var now = clock.GetUtcNow();
        var flag = new Flag { Id = Guid.CreateVersion7(now), Key = request.Key, Type = request.Type, Salt = salt, CreatedAt = now };
        flag.Define(content, now);
        flag.At(await db.NextAsync(ct));
        db.Add(flag);
        db.Enqueue(new FlagDefined(flag.Id, flag.Key, flag.Revision, flag.Type.Word(), flag.State.Word(), caller.Actor, now), flag.Id);
        await audit.RecordAsync(db, new AuditEntry("flag.defined", "flag", flag.Id.ToString(), flag.Key) { After = flag.Face() }, ct);
        await db.SaveChangesAsync(ct);
        response.SetETag(flag.Revision);
        return TypedResults.Created($"/api/v1/flags/{flag.Key}", FlagResource.Of(flag, toOperator: true));
    }
}
