using System.Text;

namespace StudioOps.Isolation.Tests;

/// <summary>Valid requests to any door, about any tenant.</summary>
internal static class Requests
{
    /// <summary>A request that would do what the door is for.</summary>
    /// <param name="room">The service.</param>
    /// <param name="door">Where.</param>
    /// <param name="about">The tenant.</param>
    /// <param name="bySlug">Whether the tenant is named by its slug; where only an id fits, by that.</param>
    public static HttpRequestMessage Valid(IRoom room, Door door, Studio about, bool bySlug) => Of(door, Path(room, door, about, bySlug), Body(room, door, about, bySlug));

    public static HttpRequestMessage Of(Door door, string path, string? body, string type = "application/json")
    {
        var request = new HttpRequestMessage(new HttpMethod(door.Method), new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }

        return request;
    }

    public static string Path(IRoom room, Door door, Studio about, bool bySlug)
    {
        var path = door.Path(key => Fitting(room, door, key, about, bySlug));
        return door.IsSafe && !door.NamesTenant ? $"{path}?tenant={(bySlug ? about.Slug : about.Id.ToString())}" : path;
    }

    /// <summary>What fits a parameter of the address.</summary>
    public static string Fitting(IRoom room, Door door, string key, Studio about, bool bySlug) => key switch
    {
        "tenant" => bySlug ? about.Slug : about.Id.ToString(),
        "tenantId" => about.Id.ToString(),
        "user" => about.Id.ToString(),   // each tenant's one person, by the same id
        "account" => about.Id.ToString(),
        "role" => "isolation-role",
        "session" => about.Id.ToString(),
        "changeSet" or "follower" or "delivery" => about.Id.ToString(),
        "id" => $"{room.Service}-{about.Id:n}",
        "key" => "isolation-flag",
        "segment" => "isolation-segment",
        "partner" => "isolation-partner",
        "client" => "operator",
        "impersonation" => about.Id.ToString(),
        "revision" => "1",
        "queue" => "nowhere_error",
        _ => throw new NotSupportedException($"{door}: say in Requests what fits {{{key}}}."),
    };

    public static string? Body(IRoom room, Door door, Studio about, bool bySlug)
    {
        if (!door.TakesBody)
        {
            return null;
        }

        var body = room.Bodies.GetValueOrDefault(door.Name) ?? throw new NotSupportedException($"{door}: give {door.Name} a valid body in Rooms.cs.");
        return body.Replace("{tenant}", bySlug ? about.Slug : about.Id.ToString(), StringComparison.Ordinal).Replace("{slug}", about.Slug, StringComparison.Ordinal);
    }

    /// <summary>The token of whoever this door is for, with these permissions.</summary>
    public static string Token(IRoom room, Door door, params string[] permissions) =>
        door.IsInternal ? room.Identity.Internal(permissions) : room.Identity.Operator(permissions);
}
