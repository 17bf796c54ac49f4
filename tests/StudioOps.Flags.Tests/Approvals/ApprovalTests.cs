using System.Net;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Governing;

/// <summary>A second person decides: another one than who asked, and a person at all. What cannot wait is looked at afterwards.</summary>
[Collection(Governed.Name)]
public sealed class ApprovalTests(FlagServiceFixture service)
{
    [Fact]
    public async Task What_somebody_asked_for_is_done_in_their_name_when_somebody_else_agrees()
    {
        var flag = await service.GuardedAsync();

        var set = await service.Ada().OverrideAsync(flag, true).KeptAsync();

        var wanted = Assert.Single(await service.Bob().ItemsAsync(set));
        Assert.Equal((flag, JsonValueKind.Null, true), (wanted.GetProperty("flag").GetString(), wanted.GetProperty("before").ValueKind, wanted.GetProperty("after").GetProperty("value").GetBoolean()));
        Assert.Equal("approval.second-person", await (await service.Ada().DecideAsync(set, "approve")).ProblemCodeAsync());
        Assert.Equal("approval.second-person", await (await service.Person("acme-owner", "Olivia Owner", acting: "operator-1").DecideAsync(set, "approve")).ProblemCodeAsync());
        Assert.Equal("approval.person-required", await (await service.Internal().DecideAsync(set, "approve")).ProblemCodeAsync());
        Assert.False((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());

        var approved = await (await service.Bob().DecideAsync(set, "approve")).JsonAsync();

        Assert.Equal(("applied", "Ada Operator", "Bob Operator", "a test says approve"), (Text(approved, "state"), Text(approved, "by"), Text(approved, "reviewedBy"), Text(approved, "reviewReason")));
        Assert.True((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());
        Assert.Equal("Ada Operator", await service.ScalarAsync<string>($"select set_by from overrides where flag_key = '{flag}'"));
        Assert.Equal("change-set.not-pending", await (await service.Bob().DecideAsync(set, "approve")).ProblemCodeAsync());
        Assert.Equal("change-set.not-pending", await (await service.Bob().DecideAsync(set, "reject")).ProblemCodeAsync());
        var audit = (await service.AnnouncedAsync<AuditRecorded>()).Where(record => record.CorrelationId == set).Select(record => (record.Action, record.Actor.Name));
        Assert.Equal([("change-set.requested", "Ada Operator"), ("change-set.approved", "Bob Operator"), ("override.set", "Ada Operator")], audit);
    }

    [Fact]
    public async Task Definitions_that_stand_on_each_other_come_together()
    {
        var (first, second) = (Tally.Key("b"), Tally.Key("a"));
        object Plain(string key, params object[] prerequisites) => new
        {
            key, type = "boolean", variants = new object[] { new { name = "on", value = true }, new { name = "off", value = false } },
            onVariant = "on", offVariant = "off", defaultVariant = "on", failSafeVariant = "off", prerequisites,
        };
        object file = new { version = 1, segments = Array.Empty<object>(), flags = new[] { Plain(second, new { flagKey = first, variants = new[] { "on" } }), Plain(first) } };
        var fingerprint = (await (await service.Ada().PostAsJsonAsync("/api/v1/flags/files/plan", new { file })).JsonAsync()).GetProperty("fingerprint").GetString();
        var at = Uri.EscapeDataString(FlagServiceFixture.Now.AddYears(1).ToString("O"));
        var set = await service.Ada().PostAsJsonAsync($"/api/v1/flags/files/apply?at={at}", new { file, fingerprint, reason = "promoted" }).KeptAsync("scheduled");
        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from flags where key in ('{first}', '{second}')"));
        await using (var due = new Npgsql.NpgsqlCommand($"update change_sets set due = '2000-01-01' where id = '{set}'", await service.SuperuserAsync()))
        {
            await due.ExecuteNonQueryAsync();
        }

        await service.InStateAsync(set, "applied");

        Assert.True((await service.AnswerAsync(second)).GetProperty("value").GetBoolean());
        Assert.Equal(2, (await service.AnnouncedAsync<FlagDefined>()).Count(defined => defined.Key == first || defined.Key == second));
    }

    [Fact]
    public async Task What_is_rejected_or_expires_changes_nothing()
    {
        var flag = await service.GuardedAsync();
        var rejected = await service.Ada().OverrideAsync(flag, true).KeptAsync();
        var forgotten = await service.Ada().OverrideAsync(flag, true, tenant: "globex").KeptAsync();

        Assert.Equal("rejected", Text(await (await service.Bob().DecideAsync(rejected, "reject")).JsonAsync(), "state"));
        await service.PassAsync(TimeSpan.FromDays(8));

        Assert.Equal("change-set.not-pending", await (await service.Bob().DecideAsync(forgotten, "approve")).ProblemCodeAsync());
        await service.InStateAsync(forgotten, "expired");
        Assert.Equal(0, await service.ScalarAsync<long>($"select count(*) from overrides where flag_key = '{flag}'"));
    }

    [Fact]
    public async Task What_was_agreed_on_is_not_done_when_its_subject_changed_meanwhile()
    {
        var flag = Tally.Key();
        await service.DefineAsync(new { key = flag, type = "boolean" });
        var guard = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/flags/{flag}") { Content = JsonContent.Create(new { requiresApproval = true }) };
        guard.Headers.TryAddWithoutValidation("If-Match", "*");
        (await service.Ada().SendAsync(guard)).EnsureSuccessStatusCode();
        var (one, other) = (await service.Ada().OverrideAsync(flag, true).KeptAsync(), await service.Bob().OverrideAsync(flag, false).KeptAsync());
        (await service.Ada().DecideAsync(other, "approve")).EnsureSuccessStatusCode();

        var late = await (await service.Bob().DecideAsync(one, "approve")).JsonAsync(HttpStatusCode.Conflict);

        Assert.Equal(("change-set.failed", one), (Text(late, "code"), Text(late, "changeSet")));
        Assert.StartsWith("change-set.superseded", Text(await service.SetAsync(one), "error"), StringComparison.Ordinal);
        Assert.Equal("false", await service.ScalarAsync<string>($"select value::text from overrides where flag_key = '{flag}'"));
        Assert.Equal("change-set.not-stopped", await (await service.Ada().DecideAsync(one, "resume")).ProblemCodeAsync());
    }

    [Fact]
    public async Task A_kill_does_not_wait_and_a_second_person_looks_at_it_afterwards()
    {
        var flag = Tally.Key();
        await service.GuardedAsync(new { key = flag, type = "boolean", requiresApproval = true, state = "on" });

        var killed = await service.Ada().PostAsJsonAsync($"/api/v1/flags/{flag}/kill", new { reason = "it burns" });

        Assert.Equal(HttpStatusCode.OK, killed.StatusCode);
        Assert.False((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());
        var open = (await (await service.Bob().GetAsync($"/api/v1/change-sets?review=open&flag={flag}")).JsonAsync()).GetProperty("items");
        var set = Text(Assert.Single(open.EnumerateArray()), "id")!;
        Assert.Equal("approval.second-person", await (await service.Ada().DecideAsync(set, "review")).ProblemCodeAsync());
        var closed = await (await service.Bob().DecideAsync(set, "review")).JsonAsync();
        Assert.Equal(("closed", "Bob Operator"), (Text(closed, "review"), Text(closed, "reviewedBy")));
        Assert.Equal("change-set.no-review", await (await service.Bob().DecideAsync(set, "review")).ProblemCodeAsync());
        var restore = await service.Ada().PostAsJsonAsync($"/api/v1/flags/{flag}/restore", new { reason = "mended" }).KeptAsync();
        (await service.Bob().DecideAsync(restore, "approve")).EnsureSuccessStatusCode();
        Assert.True((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());
        Assert.Single(await service.AnnouncedAsync<FlagRestored>(), restored => restored.Key == flag);
    }

    [Fact]
    public async Task The_master_switch_is_one_call_and_one_call_takes_it_back()
    {
        var flag = Tally.Key();
        await service.DefineAsync(new { key = flag, type = "boolean", state = "on" });
        Assert.True((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());

        var off = await (await service.Ada().PostAsJsonAsync("/api/v1/flags/master-switch", new { on = false, reason = "everything burns" })).JsonAsync();

        Assert.False(off.GetProperty("masterSwitch").GetBoolean());
        Assert.False((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());
        Assert.Equal("master-switch.already", await (await service.Ada().PostAsJsonAsync("/api/v1/flags/master-switch", new { on = false, reason = "everything burns" })).ProblemCodeAsync());
        var set = Text((await (await service.Ada().GetAsync("/api/v1/change-sets?limit=1")).JsonAsync()).GetProperty("items")[0], "id")!;
        Assert.Equal("settings", Text(Assert.Single(await service.Ada().ItemsAsync(set)), "type"));
        // There are guarded flags, and switching on is no emergency.
        var undo = await service.Ada().DecideAsync(set, "undo");
        await ((undo.StatusCode == HttpStatusCode.Accepted) ? service.Bob().DecideAsync(await Task.FromResult(undo).KeptAsync(), "approve") : Task.FromResult(undo));
        Assert.True((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());
    }

    [Fact]
    public async Task A_tenant_that_asks_sees_its_request_and_no_other_tenant_does()
    {
        var flag = await service.GuardedAsync();
        var (acme, globex) = (service.Member(FlagServiceFixture.Acme), service.Member(FlagServiceFixture.Globex));

        var set = await acme.OverrideAsync(flag, true).KeptAsync();

        Assert.Equal("pending", Text(await (await acme.GetAsync($"/api/v1/change-sets/{set}")).JsonAsync(), "state"));
        Assert.Single(await acme.ItemsAsync(set));
        Assert.Equal("change-set.not-found", await (await globex.GetAsync($"/api/v1/change-sets/{set}")).ProblemCodeAsync());
        Assert.Equal("permission.missing", await (await globex.DecideAsync(set, "approve")).ProblemCodeAsync());
        (await service.Bob().DecideAsync(set, "approve")).EnsureSuccessStatusCode();
        Assert.True((await service.AnswerAsync(flag)).GetProperty("value").GetBoolean());
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
