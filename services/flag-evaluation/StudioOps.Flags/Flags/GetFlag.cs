using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using StudioOps.Flags.Data;
using StudioOps.Http;
using StudioOps.ServiceDefaults;
using StudioOps.Tenancy;

namespace StudioOps.Flags;

internal static class GetFlag
{
    public static async Task<Results<Ok<FlagResource>, ProblemHttpResult>> Handle(
        string key, FlagDbContext db, Caller caller, HttpResponse response, CancellationToken ct)
    {
        if (await db.Flags.AsNoTracking().SingleOrDefaultAsync(flag => flag.Key == key, ct) is not { } found)
        {
            return Problems.NotFound("flag.not-found");
        }

        response.SetETag(found.Revision);
        return TypedResults.Ok(FlagResource.Of(found, caller.IsPlatform));
    }
}
