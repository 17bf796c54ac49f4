using Microsoft.AspNetCore.Http.HttpResults;
using StudioOps.Http;

namespace StudioOps.Identity.Users;

internal static class GetUser
{
    public static async Task<Results<Ok<UserItem>, ProblemHttpResult>> Handle(Guid user, HttpContext http, UserDoor door, UserReader reader, CancellationToken ct)
    {
        var found = await door.ToSeeAsync(user, ct);
        if (found.User is not { } person)
        {
            return found.Refusal!;
        }

        http.Response.SetETag(person.Revision);
        return TypedResults.Ok(await reader.ItemAsync(person, ct));
    }
}
