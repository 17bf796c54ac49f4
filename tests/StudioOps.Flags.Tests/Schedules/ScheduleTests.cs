using System.Globalization;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Governing;

/// <summary>Any write may be asked for at a time to come: it is done then, once, or not at all.</summary>
[Collection(Governed.Name)]
public sealed class ScheduleTests(FlagServiceFixture service)
{
    [Fact]
    public async Task What_is_scheduled_is_done_at_its_time_and_once_by_however_many_copies()
    {
        var flag = await FlagAsync();
        await using var second = service.Factory.WithWebHostBuilder(_ => { });
        using var started = second.CreateClient();
        object bulk = new { reason = "launch", select = new { tenants = new[] { "acme", "globex" } }, set = new[] { new { flag, value = true } } };
        var fingerprint = (await (await service.Ada().PostAsJsonAsync("/api/v1/change-sets/dry-run", bulk)).JsonAsync()).GetProperty("fingerprint").GetString();

        var set = await service.Ada().PostAsJsonAsync(
            $"/api/v1/change-sets{At(1)}", new { reason = "launch", select = new { tenants = new[] { "acme", "globex" } }, set = new[] { new { flag, value = true } }, fingerprint }).KeptAsync("scheduled");

        var waiting = await service.SetAsync(set);
        Assert.Equal(("bulk", 2, 0), (Text(waiting, "kind"), waiting.GetProperty("steps").GetInt32(), waiting.GetProperty("done").GetInt32()));
        Assert.Equal(service.Clock.GetUtcNow().AddHours(1), waiting.GetProperty("due").GetDateTimeOffset());
        Assert.Contains((await (await service.Ada().GetAsync("/api/v1/change-sets?state=scheduled")).JsonAsync()).GetProperty("items").EnumerateArray(), one => Text(one, "id") == set);
        Assert.Equal("change-set.running", await (await service.Ada().DecideAsync(set, "undo")).ProblemCodeAsync());
        Assert.False((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());
        await service.PassAsync(TimeSpan.FromHours(1));
        await service.InStateAsync(set, "applied");

        Assert.True((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());
        Assert.Equal(2, (await service.AnnouncedAsync<OverrideSet>()).Count(one => one.FlagKey == flag));
        var audit = (await service.AnnouncedAsync<AuditRecorded>()).Where(record => record.CorrelationId == set).Select(record => (record.Action, record.Actor.Name));
        Assert.Equal(
            [("change-set.scheduled", "Ada Operator"), ("change-set.started", "scheduler"), ("override.set", "Ada Operator"), ("override.set", "Ada Operator")], audit);
        (await service.Ada().DecideAsync(set, "undo")).EnsureSuccessStatusCode();
        Assert.False((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());
    }

    [Fact]
    public async Task Every_kind_of_change_of_a_definition_has_its_time()
    {
        var (flag, segment) = (await FlagAsync(), Tally.Key("segment"));
        (await service.Ada().PostAsJsonAsync("/api/v1/segments", new { key = segment, members = new[] { "ada", "bob" } })).EnsureSuccessStatusCode();
        var kill = await service.Ada().PostAsJsonAsync($"/api/v1/flags/{flag}/kill{At(1)}", new { reason = "the night shift" }).KeptAsync("scheduled");
        var members = await service.Ada().PostAsJsonAsync($"/api/v1/segments/{segment}/members{At(1)}", new { add = new[] { "eve" }, exclude = new[] { "bob" }, remove = new[] { "ada" } }).KeptAsync("scheduled");
        var born = Tally.Key("segment");
        var birth = await service.Ada().PostAsJsonAsync($"/api/v1/segments{At(1)}", new { key = born, members = new[] { "zoe" } }).KeptAsync("scheduled");
        Assert.Equal("ada,bob", await NamesAsync(segment));

        await service.PassAsync(TimeSpan.FromHours(1));
        foreach (var set in new[] { kill, members, birth })
        {
            await service.InStateAsync(set, "applied");
        }

        Assert.Equal("killed", await service.ScalarAsync<string>($"select state from flags where key = '{flag}'"));
        Assert.Single(await service.AnnouncedAsync<FlagKilled>(), killed => killed.Key == flag);
        Assert.Equal(("bob!,eve", "zoe"), (await NamesAsync(segment), await NamesAsync(born)));
        Assert.Equal((1, 1), (await service.ScalarAsync<int>($"select members from segments where key = '{segment}'"), await service.ScalarAsync<int>($"select excluded from segments where key = '{segment}'")));
        (await service.Ada().DecideAsync(members, "undo")).EnsureSuccessStatusCode();
        Assert.Equal("ada,bob", await NamesAsync(segment));
    }

    [Fact]
    public async Task When_its_subject_changed_meanwhile_nothing_of_it_is_done()
    {
        var flag = await FlagAsync();
        object Bulk(string? fingerprint) => new { reason = "launch", select = new { tenants = new[] { "acme", "globex" } }, set = new[] { new { flag, value = true } }, fingerprint };
        var shown = await (await service.Ada().PostAsJsonAsync("/api/v1/change-sets/dry-run", Bulk(null))).JsonAsync();
        var set = await service.Ada().PostAsJsonAsync($"/api/v1/change-sets{At(1)}", Bulk(Text(shown, "fingerprint"))).KeptAsync("scheduled");
        (await service.Bob().OverrideAsync(flag, false, tenant: "globex")).EnsureSuccessStatusCode();

        await service.PassAsync(TimeSpan.FromHours(1));
        var failed = await service.InStateAsync(set, "failed");

        Assert.StartsWith("change-set.superseded", Text(failed, "error"), StringComparison.Ordinal);
        Assert.Equal(1, await service.ScalarAsync<long>($"select count(*) from overrides where flag_key = '{flag}'"));
    }

    [Fact]
    public async Task What_is_cancelled_is_not_done_and_what_a_second_person_is_asked_for_by_then_waits_for_one()
    {
        var (cancelled, guarded) = (await FlagAsync(), await FlagAsync());
        var off = await service.Ada().OverrideAsync(cancelled, true, At(1)).KeptAsync("scheduled");
        var later = await service.Ada().OverrideAsync(guarded, true, At(1)).KeptAsync("scheduled");
        Assert.Equal("cancelled", Text(await (await service.Bob().DecideAsync(off, "cancel")).JsonAsync(), "state"));
        var guard = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/flags/{guarded}") { Content = JsonContent.Create(new { requiresApproval = true }) };
        guard.Headers.TryAddWithoutValidation("If-Match", "*");
        (await service.Ada().SendAsync(guard)).EnsureSuccessStatusCode();

        await service.PassAsync(TimeSpan.FromHours(1));

        await service.InStateAsync(later, "pending");
        (await service.Bob().DecideAsync(later, "approve")).EnsureSuccessStatusCode();
        Assert.True((await service.AnswerAsync(guarded)).GetProperty("value").GetBoolean());
        Assert.Equal("cancelled", Text(await service.SetAsync(off), "state"));
        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from overrides where flag_key = '{cancelled}'"));
        Assert.Equal("change-set.not-waiting", await (await service.Bob().DecideAsync(off, "cancel")).ProblemCodeAsync());
    }

    [Fact]
    public async Task A_time_that_is_none_or_past_and_a_call_that_cannot_wait_are_refused_and_change_nothing()
    {
        var flag = await FlagAsync();
        var set = await service.Ada().OverrideAsync(flag, true, At(500)).KeptAsync("scheduled");
        var before = await service.DecidingRowsAsync();

        Assert.Equal("schedule.time-invalid", await (await service.Ada().OverrideAsync(flag, true, "?at=soon")).ProblemCodeAsync());
        Assert.Equal("schedule.time-past", await (await service.Ada().OverrideAsync(flag, true, At(-1))).ProblemCodeAsync());
        Assert.Equal("schedule.not-possible", await (await service.Ada().PostAsJsonAsync($"/api/v1/change-sets/{set}/cancel{At(1)}", new { reason = "not wanted" })).ProblemCodeAsync());
        Assert.Equal(before, await service.DecidingRowsAsync());
        Assert.Equal("scheduled", Text(await service.SetAsync(set), "state"));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private string At(int hours) => $"?at={Uri.EscapeDataString(service.Clock.GetUtcNow().AddHours(hours).ToString("O", CultureInfo.InvariantCulture))}";

    private async Task<string> FlagAsync()
    {
        var key = Tally.Key();
        await service.DefineAsync(new { key, type = "boolean" });
        return key;
    }

    private Task<string> NamesAsync(string segment) => service.ScalarAsync<string>(
        $"select string_agg(name || case when m.excluded then '!' else '' end, ',' order by name) from segment_members m join segments s on s.id = m.segment_id where s.key = '{segment}'");
}
