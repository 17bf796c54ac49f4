using System.Net;
using System.Text.Json;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Bulk;

/// <summary>What a dry run shows is what is done, to these tenants and no others, and is taken back by one call.</summary>
public sealed class BulkChangeTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task What_was_shown_is_done_to_those_tenants_and_taken_back_by_one_call()
    {
        var crowd = await Crowd.OfAsync(service, 5);
        await service.OverrideAsync(crowd.Flag, crowd.Ids[2].ToString(), false);

        var shown = await crowd.DryRunAsync(crowd.Enable());
        Assert.Equal((5, 0, 5), (shown.GetProperty("tenants").GetInt32(), shown.GetProperty("unchanged").GetInt32(), shown.GetProperty("items").GetArrayLength()));
        Assert.Equal(crowd.Ids, shown.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("tenantId").GetGuid()));
        Assert.All(shown.GetProperty("items").EnumerateArray(), item => Assert.Equal((false, true, true), (Flag(item, "from"), Flag(item, "to"), Flag(item, "overrideTo"))));
        Assert.Equal([null, null, false, null, null], shown.GetProperty("items").EnumerateArray().Select(item => item.TryGetProperty("overrideFrom", out var own) && own.ValueKind != JsonValueKind.Null ? own.GetBoolean() : (bool?)null));
        Assert.Equal(0, await crowd.OverriddenAsync());

        var applied = await (await crowd.EnableAsync()).JsonAsync();
        Assert.Equal(("bulk", "applied", 5), (applied.GetProperty("kind").GetString(), applied.GetProperty("state").GetString(), applied.GetProperty("done").GetInt32()));
        Assert.Equal((5L, 5), (await crowd.OverriddenAsync(), await crowd.EnabledAsync()));
        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from overrides where flag_key = '{crowd.Flag}' and tenant_id in ('{FlagServiceFixture.Acme}', '{FlagServiceFixture.Globex}')"));
        Assert.Equal("OPS-7", await service.ScalarAsync<string>($"select ticket from overrides where flag_key = '{crowd.Flag}' limit 1"));

        var again = await crowd.DryRunAsync(crowd.Enable());
        Assert.Equal((5, 0), (again.GetProperty("unchanged").GetInt32(), again.GetProperty("items").GetArrayLength()));
        var undone = await (await crowd.PostAsync(applied.GetProperty("id").GetString(), "undo")).JsonAsync();
        Assert.Equal(("undo", 5), (undone.GetProperty("kind").GetString(), undone.GetProperty("done").GetInt32()));
        Assert.Equal((0, "false"), (await crowd.EnabledAsync(), await service.ScalarAsync<string>($"select string_agg(value::text, ',') from overrides where flag_key = '{crowd.Flag}'")));
    }

    [Fact]
    public async Task Whatever_moved_since_the_dry_run_keeps_it_from_being_done()
    {
        var crowd = await Crowd.OfAsync(service, 3);
        var fingerprint = (await crowd.DryRunAsync(crowd.Enable())).GetProperty("fingerprint").GetString();
        await service.OverrideAsync(crowd.Flag, crowd.Ids[1].ToString(), false);

        var refused = await service.Operator().PostAsJsonAsync("/api/v1/change-sets", crowd.Enable(fingerprint));

        Assert.Equal((HttpStatusCode.PreconditionFailed, "bulk.plan-changed"), (refused.StatusCode, await refused.ProblemCodeAsync()));
        Assert.Equal("precondition.required", await (await service.Operator().PostAsJsonAsync("/api/v1/change-sets", crowd.Enable())).ProblemCodeAsync());
        Assert.Equal(0, await crowd.OverriddenAsync());
    }

    [Fact]
    public async Task Tenants_are_selected_by_what_a_flag_answers_them()
    {
        var crowd = await Crowd.OfAsync(service, 4);
        await service.OverrideAsync(crowd.Flag, crowd.Ids[0].ToString(), true);
        await service.OverrideAsync(crowd.Flag, crowd.Ids[1].ToString(), false);
        object Where(bool value, bool @explicit) => new
        {
            reason = "clean up",
            select = new { plans = new[] { crowd.Plan }, where = new { flag = crowd.Flag, value, @explicit } },
            set = new[] { new { flag = "stripe_payments", value = true } },
        };

        async Task<IEnumerable<Guid>> SelectedAsync(object request) => (await crowd.DryRunAsync(request)).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("tenantId").GetGuid());

        Assert.Equal([crowd.Ids[0]], await SelectedAsync(Where(true, false)));
        Assert.Equal(crowd.Ids.Skip(1), await SelectedAsync(Where(false, false)));
        Assert.Equal([crowd.Ids[1]], await SelectedAsync(Where(false, true)));
    }

    [Fact]
    public async Task A_kill_is_not_outranked_and_the_dry_run_says_so()
    {
        var crowd = await Crowd.OfAsync(service, 1);
        var killed = await (await service.Operator().PostAsJsonAsync($"/api/v1/flags/{crowd.Flag}/kill", new { reason = "it burns" })).JsonAsync();
        await service.ServedAsync(killed.GetProperty("revision").GetInt64());

        var item = Assert.Single((await crowd.DryRunAsync(crowd.Enable())).GetProperty("items").EnumerateArray());

        Assert.Equal((false, false, true), (Flag(item, "from"), Flag(item, "to"), Flag(item, "overrideTo")));
    }

    [Fact]
    public async Task Everything_can_be_switched_off_for_some_and_taken_away_again()
    {
        var crowd = await Crowd.OfAsync(service, 2);
        var booleans = await service.ScalarAsync<long>("select count(*) from flags where type = 'boolean' and archived_at is null");
        object Off(string? fingerprint) => new { reason = "they left", select = new { plans = new[] { crowd.Plan } }, preset = "disableAll", fingerprint };
        var shown = await crowd.DryRunAsync(Off(null));

        var applied = await (await service.Operator().PostAsJsonAsync("/api/v1/change-sets", Off(shown.GetProperty("fingerprint").GetString()))).JsonAsync();

        Assert.Equal(2 * booleans, applied.GetProperty("done").GetInt64());
        Assert.Equal(2 * booleans, await service.ScalarAsync<long>($"select count(*) from overrides where value = 'false' and tenant_id in ('{crowd.Ids[0]}', '{crowd.Ids[1]}')"));
        object Remove(string? fingerprint) => new { reason = "they are back", select = new { tenants = new[] { crowd.Ids[0].ToString() } }, set = new[] { new { flag = crowd.Flag, remove = true } }, fingerprint };
        var removal = await crowd.DryRunAsync(Remove(null));
        await service.Operator().PostAsJsonAsync("/api/v1/change-sets", Remove(removal.GetProperty("fingerprint").GetString()));
        Assert.Equal(1, await service.ScalarAsync<long>($"select count(*) from overrides where flag_key = '{crowd.Flag}'"));
    }

    [Theory]
    [InlineData("""{"reason":"because","select":{},"set":[{"flag":"stripe_payments","value":true}]}""", HttpStatusCode.UnprocessableEntity, "bulk.selection")]
    [InlineData("""{"reason":"because","select":{"all":true},"set":[]}""", HttpStatusCode.UnprocessableEntity, "bulk.decision")]
    [InlineData("""{"reason":"because","select":{"all":true},"set":[{"flag":"stripe_payments","value":true,"remove":true}]}""", HttpStatusCode.UnprocessableEntity, "bulk.decision")]
    [InlineData("""{"reason":"because","select":{"all":true},"set":[{"flag":"stripe_payments","value":true},{"flag":"stripe_payments","value":false}]}""", HttpStatusCode.UnprocessableEntity, "bulk.decision")]
    [InlineData("""{"reason":"because","select":{"all":true},"set":[{"flag":"stripe_payments","value":1}]}""", HttpStatusCode.UnprocessableEntity, "override.value-type")]
    [InlineData("""{"reason":"because","select":{"all":true},"set":[{"flag":"nowhere","value":true}]}""", HttpStatusCode.NotFound, "flag.not-found")]
    [InlineData("""{"reason":"because","select":{"tenants":["acme","nobody"]},"set":[{"flag":"stripe_payments","value":true}]}""", HttpStatusCode.UnprocessableEntity, "bulk.unknown")]
    [InlineData("""{"reason":"because","select":{"partners":["south"]},"set":[{"flag":"stripe_payments","value":true}]}""", HttpStatusCode.UnprocessableEntity, "bulk.unknown")]
    [InlineData("""{"reason":"because","select":{"all":true},"set":[{"flag":"stripe_payments","value":true}],"expiresAt":"2020-01-01T00:00:00Z"}""", HttpStatusCode.UnprocessableEntity, "override.expired")]
    public async Task A_change_that_is_not_clear_is_not_even_shown(string body, HttpStatusCode status, string code)
    {
        var answer = await service.Operator().PostAsync("/api/v1/change-sets/dry-run", new StringContent(body, null, "application/json"));

        Assert.Equal((status, code), (answer.StatusCode, await answer.ProblemCodeAsync()));
    }

    private static bool Flag(JsonElement item, string name) => item.GetProperty(name).GetBoolean();
}
