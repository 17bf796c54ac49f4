namespace StudioOps.Isolation.Tests;

/// <summary>Walks every door of a service as a tenant that holds every permission there is, about another tenant.</summary>
internal static class CrossTenant
{
    public static async Task<IReadOnlyList<string>> BreachesAsync(IRoom room)
    {
        var breaches = new List<string>();
        using var attacker = room.Bearing(room.Identity.Member(Studios.Attacking.Id));
        foreach (var door in Door.All(room.Services).Where(door => door.Policies.Count > 0))
        {
            foreach (var bySlug in new[] { true, false })
            {
                var before = await Tables.FingerprintsAsync(room, Studios.Attacked.Id);
                using var request = Requests.Valid(room, door, Studios.Attacked, bySlug);
                var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
                using var answer = await attacker.SendAsync(request);
                var (status, text) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
                if (text.Contains(Studios.Attacked.Secret, StringComparison.Ordinal))
                {
                    breaches.Add($"{door} showed {Studios.Attacked.Secret}: {text}");
                }

                var owed = door.NamesTenant || (!door.IsOfrep && body.Contains(bySlug ? Studios.Attacked.Slug : Studios.Attacked.Id.ToString(), StringComparison.Ordinal));
                if (owed ? status is not (403 or 404) : status >= 500)
                {
                    breaches.Add($"{door} answered {status}{(owed ? " instead of 403 or 404" : "")}: {text}");
                }

                if (Tables.Changed(before, await Tables.FingerprintsAsync(room, Studios.Attacked.Id)) is { Length: > 0 } changed)
                {
                    breaches.Add($"{door} changed rows of another tenant in {changed}");
                }
            }
        }

        return breaches;
    }
}
