using System.Net;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Changing;

/// <summary>Whatever is written belongs to a change-set, and can be taken back while nothing newer stands on it.</summary>
public sealed class ChangeSetTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task Every_write_to_a_flag_and_its_overrides_belongs_to_one()
    {
        var key = await FlagAsync();
        await OverrideAsync(key, true, "first");
        await OverrideAsync(key, false, "second thoughts");
        Assert.Equal(HttpStatusCode.NoContent, (await RemoveAsync(key)).StatusCode);
        await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/kill", new { reason = "it burns" });
        await service.Operator().PutAsJsonAsync("/api/v1/overrides", new { flag = key, partner = "north", value = true, reason = "for north" });

        var sets = await ListAsync($"flag={key}");

        Assert.Equal(["for north", "it burns", "no longer needed", "second thoughts", "first", ""], sets.Select(set => set.GetProperty("reason").GetString()));
        Assert.All(sets, set => Assert.Equal(("Ada Operator", "applied", "change"), (Text(set, "by"), Text(set, "state"), Text(set, "kind"))));
        var changed = Assert.Single(await ItemsAsync(sets[3]));
        Assert.Equal((true, false), (changed.GetProperty("before").GetProperty("value").GetBoolean(), changed.GetProperty("after").GetProperty("value").GetBoolean()));
        Assert.Equal(("override", key, FlagServiceFixture.Acme), (Text(changed, "type"), Text(changed, "flag"), changed.GetProperty("tenantId").GetGuid()));
        Assert.Equal(JsonValueKind.Null, Assert.Single(await ItemsAsync(sets[2])).GetProperty("after").ValueKind);
        var killed = Assert.Single(await ItemsAsync(sets[1]));
        Assert.Equal(("flag", "targeted", "killed"), (Text(killed, "type"), Text(killed.GetProperty("before"), "state"), Text(killed.GetProperty("after"), "state")));
        Assert.Equal("partner-override", Text(Assert.Single(await ItemsAsync(sets[0])), "type"));
        Assert.Equal(0, await service.ScalarAsync<long>("select count(*) from overrides o where not exists (select from tenant_change_items i where i.revision = o.revision)"));
    }

    [Fact]
    public async Task An_override_is_taken_back_and_taking_back_is_taken_back_too()
    {
        var key = await FlagAsync();
        await OverrideAsync(key, true, "pilot");
        var set = (await ListAsync($"flag={key}"))[0];

        var undo = await UndoAsync(set);
        Assert.Equal(("undo", "applied", 1), (Text(undo, "kind"), Text(undo, "state"), undo.GetProperty("done").GetInt32()));
        Assert.Equal(set.GetProperty("id").GetGuid(), undo.GetProperty("undoes").GetGuid());
        await ServesAsync(key, false);
        await UndoAsync(undo);
        await ServesAsync(key, true);

        var record = Assert.Single((await (await service.Operator().GetAsync($"/api/v1/overrides?flag={key}")).JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Equal(("pilot", "Olga", "SUP-1"), (Text(record, "reason"), Text(record, "owner"), Text(record, "ticket")));
        Assert.Equal(2, (await service.AnnouncedAsync<OverrideSet>()).Count(one => one.FlagKey == key));
        Assert.Single(await service.AnnouncedAsync<OverrideRemoved>(), one => one.FlagKey == key);
        var audit = Assert.Single(await service.AnnouncedAsync<AuditRecorded>(), one => one.Action == "override.removed" && one.ObjectName.StartsWith(key, StringComparison.Ordinal));
        Assert.Equal((undo.GetProperty("id").GetString(), "a test takes it back"), (audit.CorrelationId, audit.Reason));
    }

    [Fact]
    public async Task What_something_newer_stands_on_stays_until_that_is_taken_back()
    {
        var key = await FlagAsync();
        await OverrideAsync(key, true, "older");
        await OverrideAsync(key, false, "newer");
        var sets = await ListAsync($"flag={key}");

        var refused = await UndoRequestAsync(sets[1]);
        var problem = await refused.JsonAsync(HttpStatusCode.Conflict);
        Assert.Equal(("change-set.built-upon", sets[0].GetProperty("id").GetGuid()), (Text(problem, "code"), Assert.Single(problem.GetProperty("standsOn").EnumerateArray()).GetGuid()));
        await ServesAsync(key, false);

        await UndoAsync(sets[0]);
        await ServesAsync(key, true);
        await UndoAsync(sets[1]);
        await ServesAsync(key, false);
        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from overrides where flag_key = '{key}'"));
        Assert.Equal("change-set.built-upon", await (await UndoRequestAsync(sets[1])).ProblemCodeAsync());
    }

    [Fact]
    public async Task A_definition_goes_back_to_what_it_was_and_a_new_flag_out_of_service()
    {
        var key = await FlagAsync();
        var flag = await service.Operator().GetAsync($"/api/v1/flags/{key}");
        using var update = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/flags/{key}") { Content = JsonContent.Create(new { description = "Changed", state = "on", reason = "launch" }) };
        update.Headers.TryAddWithoutValidation("If-Match", flag.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.OK, (await service.Operator().SendAsync(update)).StatusCode);
        await ServesAsync(key, true);
        var sets = await ListAsync($"flag={key}");

        await UndoAsync(sets[0]);

        await ServesAsync(key, false);
        var back = await (await service.Operator().GetAsync($"/api/v1/flags/{key}")).JsonAsync();
        Assert.Equal(("", "targeted"), (Text(back, "description"), Text(back, "state")));
        Assert.Equal("change-set.built-upon", await (await UndoRequestAsync(sets[0])).ProblemCodeAsync());
        await UndoAsync(sets[1]);
        Assert.Equal(1, await service.ScalarAsync<long>($"select count(*) from flags where key = '{key}' and archived_at is not null"));
        Assert.Single(await service.AnnouncedAsync<FlagArchived>(), one => one.Key == key);
    }

    [Fact]
    public async Task A_tenant_sees_what_changed_something_of_its_own_and_takes_nothing_back()
    {
        var key = await FlagAsync();
        await OverrideAsync(key, true, "for acme");
        var set = (await ListAsync($"flag={key}"))[0];
        var (acme, globex) = (service.Member(FlagServiceFixture.Acme), service.Member(FlagServiceFixture.Globex));
        var path = $"/api/v1/change-sets/{Text(set, "id")}";

        Assert.Equal(["for acme"], (await ListAsync($"flag={key}", acme)).Select(one => Text(one, "reason")));
        Assert.Single(await ItemsAsync(set, acme));
        Assert.Empty(await ListAsync($"flag={key}", globex));
        Assert.Empty(await ListAsync("tenant=acme", globex));
        Assert.Equal("change-set.not-found", await (await globex.GetAsync(path)).ProblemCodeAsync());
        Assert.Equal("change-set.not-found", await (await globex.GetAsync($"{path}/items")).ProblemCodeAsync());
        Assert.Equal("permission.missing", await (await acme.PostAsJsonAsync($"{path}/undo", new { reason = "not wanted" })).ProblemCodeAsync());
        Assert.Equal("change-set.not-found", await (await service.Operator().PostAsJsonAsync($"/api/v1/change-sets/{Guid.Empty}/undo", new { reason = "nothing" })).ProblemCodeAsync());
    }

    [Fact]
    public async Task The_list_goes_on_where_a_page_ended()
    {
        var key = await FlagAsync();
        foreach (var reason in new[] { "one", "two", "three" })
        {
            await OverrideAsync(key, true, reason);
        }

        var first = await (await service.Operator().GetAsync($"/api/v1/change-sets?flag={key}&limit=2")).JsonAsync();
        var rest = await ListAsync($"flag={key}&limit=2&cursor={first.GetProperty("nextCursor").GetString()}");

        Assert.Equal(["one", ""], rest.Select(set => Text(set, "reason")));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private async Task<string> FlagAsync()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        return key;
    }

    private async Task OverrideAsync(string flag, bool value, string reason) =>
        (await service.Operator().PutAsJsonAsync("/api/v1/overrides", new { flag, tenant = "acme", value, reason, owner = "Olga", ticket = "SUP-1" })).EnsureSuccessStatusCode();

    private Task<HttpResponseMessage> RemoveAsync(string flag) => service.Operator().SendAsync(
        new HttpRequestMessage(HttpMethod.Delete, "/api/v1/overrides") { Content = JsonContent.Create(new { flag, tenant = "acme", reason = "no longer needed" }) });

    private async Task<IReadOnlyList<JsonElement>> ListAsync(string query, HttpClient? caller = null) =>
        [.. (await (await (caller ?? service.Operator()).GetAsync($"/api/v1/change-sets?{query}")).JsonAsync()).GetProperty("items").EnumerateArray()];

    private async Task<IReadOnlyList<JsonElement>> ItemsAsync(JsonElement set, HttpClient? caller = null) =>
        [.. (await (await (caller ?? service.Operator()).GetAsync($"/api/v1/change-sets/{Text(set, "id")}/items")).JsonAsync()).GetProperty("items").EnumerateArray()];

    private Task<HttpResponseMessage> UndoRequestAsync(JsonElement set) =>
        service.Operator().PostAsJsonAsync($"/api/v1/change-sets/{Text(set, "id")}/undo", new { reason = "a test takes it back" });

    private async Task<JsonElement> UndoAsync(JsonElement set) => await (await UndoRequestAsync(set)).JsonAsync();

    private async Task ServesAsync(string key, bool value)
    {
        await service.ServedAsync(await service.ScalarAsync<long>("select value from revision"));
        var answer = await FlagServiceFixture.EvaluateAsync(service.Member(FlagServiceFixture.Acme), key, new { targetingKey = "ada" });
        Assert.Equal(value, (await answer.JsonAsync()).GetProperty("value").GetBoolean());
    }
}
