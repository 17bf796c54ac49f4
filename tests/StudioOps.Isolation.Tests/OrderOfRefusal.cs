using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using StudioOps.Testing;

namespace StudioOps.Isolation.Tests;

/// <summary>Without the permission the answer is the same 403, whatever the address names and whatever the body holds.</summary>
internal static class OrderOfRefusal
{
    private static readonly Studio Nobody = new(Guid.Parse("018f0000-0000-7000-8000-00000000ffff"), "nobody-here");

    public static async Task<IReadOnlyList<string>> BreachesAsync(IRoom room)
    {
        var breaches = new List<string>();
        foreach (var door in Door.All(room.Services).Where(door => door.Policies.Count > 0))
        {
            foreach (var policy in door.Policies)
            {
                using var caller = room.Bearing(Requests.Token(room, door, [.. TestIdentity.AllPermissions.Except(policy.Split('|'))]));
                var bodies = new HashSet<string>(StringComparer.Ordinal);
                foreach (var (about, broken) in new[] { (Studios.Attacked, false), (Nobody, false), (Studios.Attacked, true) })
                {
                    using var request = Requests.Valid(room, door, about, bySlug: true);
                    request.Content = broken && request.Content is not null ? new StringContent("{", Encoding.UTF8, "application/json") : request.Content;
                    using var answer = await caller.SendAsync(request);
                    var text = await answer.Content.ReadAsStringAsync();
                    if (answer.StatusCode != HttpStatusCode.Forbidden)
                    {
                        breaches.Add($"{door} without {policy} answered {(int)answer.StatusCode}{(broken ? " to a broken body" : "")}: {text}");
                        continue;
                    }

                    var problem = JsonNode.Parse(text)!.AsObject();
                    problem.Remove("traceId");
                    bodies.Add(problem.ToJsonString());
                    if (problem["code"]?.GetValue<string>() != "permission.missing")
                    {
                        breaches.Add($"{door} without {policy} says {text}");
                    }
                }

                if (bodies.Count > 1)
                {
                    breaches.Add($"{door} without {policy} answers in {bodies.Count} ways: {string.Join(" | ", bodies)}");
                }
            }
        }

        return breaches;
    }
}
