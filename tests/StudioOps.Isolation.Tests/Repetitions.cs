using System.Net;
using System.Text;
using StudioOps.Testing;

namespace StudioOps.Isolation.Tests;

/// <summary>Sends every POST under one Idempotency-Key: again while the first is in flight, again when it has ended, then another body.</summary>
internal static class Repetitions
{
    public static async Task<IReadOnlyList<string>> BreachesAsync(IRoom room)
    {
        var breaches = new List<string>();
        foreach (var door in Door.All(room.Services).Where(door => door is { Method: "POST", IsOfrep: false, Policies.Count: > 0, Name: not ("ExplainFlag" or "ReportFlagUsage" or "RecordPageTimings") }))   // a question like OFREP's, and what is counted in memory
        {
            using var client = room.Bearing(Requests.Token(room, door));
            Task<HttpResponseMessage> answering;
            bool caught;
            await using (var held = await HeldTables.HoldAsync(room))
            {
                answering = SendAsync(client, room, door, "");
                caught = await held.CatchesAsync(Key(door), answering);
                if (caught)
                {
                    using var meanwhile = await SendAsync(client, room, door, "");
                    if (meanwhile.StatusCode != HttpStatusCode.Conflict || await meanwhile.ProblemCodeAsync() != "idempotency.in-flight")
                    {
                        breaches.Add($"{door} answered {(int)meanwhile.StatusCode} while the first request was in flight: {await meanwhile.Content.ReadAsStringAsync()}");
                    }
                }
            }

            using var first = await answering;
            if (first.IsSuccessStatusCode && !caught)
            {
                breaches.Add($"{door} did its work without asking any table: nothing was in flight");
            }

            if ((int)first.StatusCode >= 500)
            {
                breaches.Add($"{door} answered {(int)first.StatusCode}: {await first.Content.ReadAsStringAsync()}");
                continue;
            }

            var before = await Tables.FingerprintsAsync(room, null);
            using var second = await SendAsync(client, room, door, "");
            using var other = await SendAsync(client, room, door, " ");
            if (second.StatusCode != first.StatusCode && await second.ProblemCodeAsync() != "idempotency.answer-not-kept")
            {
                breaches.Add($"{door} answered {(int)first.StatusCode} and then {(int)second.StatusCode}");
            }

            if (other.StatusCode != HttpStatusCode.UnprocessableEntity || await other.ProblemCodeAsync() != "idempotency.key-reused")
            {
                breaches.Add($"{door} answered {(int)other.StatusCode} to another body under a used key");
            }

            if (Tables.Changed(before, await Tables.FingerprintsAsync(room, null)) is { Length: > 0 } changed)
            {
                breaches.Add($"{door} was done again: {changed}");
            }
        }

        return breaches;
    }

    private static string Key(Door door) => $"once-{door.Name}";

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, IRoom room, Door door, string more)
    {
        var request = Requests.Valid(room, door, Studios.Repeating, bySlug: true);
        request.Headers.Add("Idempotency-Key", Key(door));
        if (more.Length > 0)
        {
            request.Content = new StringContent(Requests.Body(room, door, Studios.Repeating, bySlug: true) + more, Encoding.UTF8, "application/json");
        }

        return SendAsync(client, request, door);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, Door door)
    {
        try
        {
            return await client.SendAsync(request);
        }
        catch (HttpRequestException lost)
        {
            throw new InvalidOperationException($"{door}, {request.Content?.Headers.ContentLength} bytes: no answer.", lost);
        }
    }
}
