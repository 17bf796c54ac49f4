using System.Net;
using StudioOps.Testing;

namespace StudioOps.Flags.Tests.Governing;

/// <summary>Where a second person is asked for, no call there is changes a row without one.</summary>
[Collection(Governed.Name)]
public sealed class HeldWritesTests(FlagServiceFixture service)
{
    /// <summary>Writes that need no second person: why that is right.</summary>
    private static readonly Dictionary<string, string> Reasoned = new(StringComparer.Ordinal)
    {
        ["KillFlag"] = "a kill never waits; it leaves a review (ApprovalTests)",
        ["TurnMasterSwitch"] = "switching off is a kill; switching on again waits (ApprovalTests)",
        ["EvaluateFlag"] = "a question",
        ["EvaluateFlags"] = "a question",
        ["ExplainFlag"] = "a question",
        ["DryRunBulkChange"] = "shows what would change",
        ["PlanFlags"] = "shows what would change",
        ["ImportFlags"] = "shows what would change",
        ["PurgeFlag"] = "archived for thirty days it decides nothing, and archiving it waited for a second person",
        ["ReportFlagUsage"] = "counts what was answered",
        ["AddFollower"] = "who hears of changes decides no answer",
        ["RemoveFollower"] = "who hears of changes decides no answer",
        ["Redeliver"] = "who hears of changes decides no answer",
        ["StopChangeSet"] = "keeps rows from being changed",
        ["ResumeChangeSet"] = "goes on with what passed when it was begun, or is refused (ApprovalTests)",
        ["CancelChangeSet"] = "keeps rows from being changed",
        ["ApproveChangeSet"] = "is the second person's own call",
        ["RejectChangeSet"] = "is the second person's own call",
        ["CloseReview"] = "is the second person's own call",
        ["PutFlagDefaults"] = "a tenant comes; nothing is decided for it",
        ["DeleteFlagDefaults"] = "a tenant leaves, and what was decided for it goes with it",
    };

    [Fact]
    public async Task Every_call_that_writes_is_answered_with_a_pending_change_set_and_no_row_is_changed()
    {
        var guarded = await GuardedCallsAsync();
        await WalkAsync(guarded);
        var governed = await InstallationCallsAsync();
        var settings = new { requiresApproval = true, reason = "four eyes everywhere" };
        (await SendAsync("PUT /api/v1/flags/settings", settings)).EnsureSuccessStatusCode();
        try
        {
            await WalkAsync(governed);
        }
        finally
        {
            var lowered = await SendAsync("PUT /api/v1/flags/settings", settings with { requiresApproval = false }).KeptAsync();
            (await service.Bob().DecideAsync(lowered, "approve")).EnsureSuccessStatusCode();
        }

        var writes = service.Factory.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Any(method => method is not ("GET" or "HEAD" or "OPTIONS")) == true)
            .Select(endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? endpoint.RoutePattern.RawText!).Distinct();
        Assert.Equal([], writes.Except(Reasoned.Keys).Except(guarded.Keys).Except(governed.Keys));
    }

    private async Task WalkAsync(Dictionary<string, (string Call, object Body)> calls)
    {
        var before = await service.DecidingRowsAsync();
        foreach (var (name, (call, body)) in calls)
        {
            using var answer = await SendAsync(call, body);
            Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{name} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
            Assert.Equal("pending", (await answer.JsonAsync(HttpStatusCode.Accepted)).GetProperty("state").GetString());
            Assert.True(before == await service.DecidingRowsAsync(), $"{name} changed something before anybody agreed");
        }
    }

    /// <summary>What is about a guarded flag, or a segment it asks for.</summary>
    private async Task<Dictionary<string, (string Call, object Body)>> GuardedCallsAsync()
    {
        var (flag, killed, gone, segment, reason) = (Tally.Key(), await service.GuardedAsync(), await service.GuardedAsync(), Tally.Key("segment"), new { reason = "a test asked for it" });
        (await SendAsync("POST /api/v1/segments", new { key = segment, members = new[] { "ada" } })).EnsureSuccessStatusCode();
        await service.DefineAsync(new { key = flag, type = "boolean" });
        (await service.Ada().OverrideAsync(flag, true)).EnsureSuccessStatusCode();
        var undone = (await (await service.Operator().GetAsync($"/api/v1/change-sets?flag={flag}&limit=1")).JsonAsync()).GetProperty("items")[0].GetProperty("id").GetString();
        object content = new { requiresApproval = true, rules = new[] { new { id = "beta", variant = "on", conditions = new[] { new { @is = "segment", segment } } } } };
        (await SendAsync($"PUT /api/v1/flags/{flag}", content)).EnsureSuccessStatusCode();
        (await SendAsync($"POST /api/v1/flags/{killed}/kill", reason)).EnsureSuccessStatusCode();
        var archived = await SendAsync($"DELETE /api/v1/flags/{gone}", reason).KeptAsync();
        (await service.Bob().DecideAsync(archived, "approve")).EnsureSuccessStatusCode();
        await service.ServedAsync(await service.ScalarAsync<long>("select value from revision"));
        object bulk = new { reason = "a test asked for it", select = new { tenants = new[] { "globex" } }, set = new[] { new { flag, value = true } } };
        var shown = await (await SendAsync("POST /api/v1/change-sets/dry-run", bulk)).JsonAsync();
        object file = new { version = 1, segments = Array.Empty<object>(), flags = new[] { Plain(flag) } };
        var planned = await (await SendAsync("POST /api/v1/flags/files/plan", new { file })).JsonAsync();
        return new()
        {
            ["UpdateFlag"] = ($"PUT /api/v1/flags/{flag}", new { description = "Changed" }),
            ["PatchFlag"] = ($"PATCH /api/v1/flags/{flag}", new { requiresApproval = false }),
            ["ArchiveFlag"] = ($"DELETE /api/v1/flags/{flag}", reason),
            ["UnarchiveFlag"] = ($"POST /api/v1/flags/{gone}/unarchive", reason),
            ["RestoreFlag"] = ($"POST /api/v1/flags/{killed}/restore", reason),
            ["SetOverride"] = ("PUT /api/v1/overrides", new { flag, partner = "north", value = true, reason = "for north" }),
            ["RemoveOverride"] = ("DELETE /api/v1/overrides", new { flag, tenant = "acme", reason = "no longer" }),
            ["ApplyBulkChange"] = ("POST /api/v1/change-sets", new { reason = "a test asked for it", select = new { tenants = new[] { "globex" } }, set = new[] { new { flag, value = true } }, fingerprint = shown.GetProperty("fingerprint").GetString() }),
            ["UndoChangeSet"] = ($"POST /api/v1/change-sets/{undone}/undo", reason),
            ["UpdateSegment"] = ($"PUT /api/v1/segments/{segment}", new { description = "Changed" }),
            ["ChangeSegmentMembers"] = ($"POST /api/v1/segments/{segment}/members", new { add = new[] { "eve" } }),
            ["ReplaceSegmentMembers"] = ($"PUT /api/v1/segments/{segment}/members", new { members = new[] { "eve" } }),
            ["ApplyFlags"] = ("POST /api/v1/flags/files/apply", new { file, reason = "promoted", fingerprint = planned.GetProperty("fingerprint").GetString() }),
        };
    }

    /// <summary>What no flag can guard.</summary>
    private async Task<Dictionary<string, (string Call, object Body)>> InstallationCallsAsync()
    {
        var (kept, gone, reason) = (Tally.Key("segment"), Tally.Key("segment"), new { reason = "a test asked for it" });
        foreach (var key in new[] { kept, gone })
        {
            (await SendAsync("POST /api/v1/segments", new { key })).EnsureSuccessStatusCode();
        }

        (await SendAsync($"DELETE /api/v1/segments/{gone}", reason)).EnsureSuccessStatusCode();
        return new()
        {
            ["CreateFlag"] = ("POST /api/v1/flags", new { key = Tally.Key(), type = "boolean" }),
            ["CreateSegment"] = ("POST /api/v1/segments", new { key = Tally.Key("segment"), members = new[] { "ada" } }),
            ["ArchiveSegment"] = ($"DELETE /api/v1/segments/{kept}", reason),
            ["UnarchiveSegment"] = ($"POST /api/v1/segments/{gone}/unarchive", reason),
            ["SetFlagSettings"] = ("PUT /api/v1/flags/settings", new { requiresApproval = false, reason = "two eyes will do" }),
            ["TurnEverythingOn"] = ("POST /api/v1/change-sets/all-on", reason),
        };
    }

    private static object Plain(string key) => new
    {
        key, type = "boolean", variants = new object[] { new { name = "on", value = true }, new { name = "off", value = false } },
        onVariant = "on", offVariant = "off", defaultVariant = "on", failSafeVariant = "off",
    };

    private Task<HttpResponseMessage> SendAsync(string call, object body)
    {
        var request = new HttpRequestMessage(new HttpMethod(call.Split(' ')[0]), call.Split(' ')[1]) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        return service.Ada().SendAsync(request);
    }
}
