using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace StudioOps.Isolation.Tests;

/// <summary>Sends what must be refused and judges the answers.</summary>
internal static class Refusals
{
    public static async Task<IReadOnlyList<string>> BreachesAsync(IRoom room)
    {
        var breaches = new List<string>();
        var describe = await Operation.ReadAsync(room);
        using var client = room.Anonymous();
        var before = await Tables.FingerprintsAsync(room, null);
        foreach (var door in Door.All(room.Services).Where(door => door.Policies.Count > 0))
        {
            foreach (var bad in BadInput.Of(room, door, describe(door)))
            {
                using var request = bad.Request();
                using var answer = await client.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (Judge(bad, answer, text) is { } wrong)
                {
                    breaches.Add($"{door}, {bad.What}: {wrong}: {(text.Length > 300 ? text[..300] : text)}");
                }

                var after = await Tables.FingerprintsAsync(room, null);
                // An export that was allowed is told of in the audit log, odd or not.
                if (Tables.Changed(before, after) is { Length: > 0 } changed && !(door.Name == "ExportAudit" && answer.IsSuccessStatusCode))
                {
                    breaches.Add($"{door}, {bad.What}: changed {changed}");
                }

                before = after;
            }
        }

        return breaches;
    }

    /// <summary>Null when the refusal is as owed.</summary>
    private static string? Judge(BadRequest bad, HttpResponseMessage answer, string text)
    {
        var status = (int)answer.StatusCode;
        if (bad.MayPass && status < 400)
        {
            return null;
        }

        if (status is < 400 or >= 500 || (bad.Status is { } owed && owed != status))
        {
            return $"{status} instead of {bad.Status?.ToString() ?? "4xx"}";
        }

        var body = Parse(text);
        return body?["errorCode"] is not null && answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound && answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/ofrep/", StringComparison.Ordinal) ? null
            : answer.Content.Headers.ContentType?.MediaType != "application/problem+json" ? $"{status} as {answer.Content.Headers.ContentType}"
            : body?["code"] is null ? $"{status} without a code"
            : null;
    }

    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
