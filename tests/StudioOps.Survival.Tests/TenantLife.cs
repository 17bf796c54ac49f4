using System.Net;
using System.Text.Json;
using StudioOps.Faults.Tests;
using StudioOps.Story;

namespace StudioOps.Survival.Tests;

/// <summary>One tenant from creation to deletion. Each step asks until it is done, so that it can be told through any crash, and is done once.</summary>
internal sealed class TenantLife(Installation installation, Insistent caller)
{
    private const string Flag = "ai_agents_enabled";
    private const int MostAccounts = 100;
    private static readonly string[] Once =
    [
        "tenant.created", "tenant.started", "override.set", "provisioning.reconcile-requested", "tenant.suspended", "tenant.resumed", "tenant.deletion-requested", "tenant.deleted",
    ];

    private readonly TaskCompletionSource _underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _accounts;
    private int _done;
    private Guid _id;

    /// <summary>The steps of the story, in order.</summary>
    public static IReadOnlyList<string> Steps { get; } = ["create", "provision", "accounts", "override", "reconcile", "suspend", "resume", "delete", "audit"];

    public string Slug { get; } = $"life-{Guid.NewGuid().ToString("n")[..8]}";

    /// <summary>The step that comes next, or null at the end.</summary>
    public string? Next => _done < Steps.Count ? Steps[_done] : null;

    private string Owner => $"owner@{Slug}.example";

    /// <summary>Its id once it was announced (a draft is not) and before it is deleted: every service should hear of it.</summary>
    public Guid? Known => Next is "accounts" or "override" or "reconcile" or "suspend" or "resume" or "delete" ? _id : null;

    /// <summary>Completes when the step of making accounts is in the middle of it.</summary>
    public Task UnderWay => _underWay.Task;

    /// <summary>The next step. What has no work behind it that could be hit waits until the victim is dead, every second time; <paramref name="killed"/> ends then.</summary>
    public async Task StepAsync(Task killed, bool afterwards)
    {
        var step = Next!;
        if (afterwards && step is not ("provision" or "accounts" or "reconcile" or "delete"))
        {
            await killed;
        }

        await (step switch
        {
            "create" => CreateAsync(),
            "provision" => ProvisionAsync(),
            "accounts" => AccountsAsync(killed),
            "override" => OverrideAsync(),
            "reconcile" => ReconcileAsync(),
            "suspend" => SuspendAsync(),
            "resume" => ResumeAsync(),
            "delete" => DeleteAsync(),
            _ => AuditAsync(),
        });
        _done++;
    }

    /// <summary>Lives on, undisturbed, until this is the next step, or to the end.</summary>
    public async Task LiveUntilAsync(string? step)
    {
        while (Next is not null && Next != step)
        {
            await StepAsync(Task.CompletedTask, afterwards: false);
        }
    }

    /// <summary>What must be true at the end, whoever died on the way.</summary>
    public async Task EndedRightAsync()
    {
        await AuditAsync();
        Assert.Equal(1, await MailsAsync());
        await NothingIsLeftAsync("tenant", "select count(*) from pg_namespace where nspname = $1", "ws_" + Slug.Replace('-', '_'));
        await NothingIsLeftAsync("identity", "select count(*) from organisations where tenant_id = $1", _id);
        await NothingIsLeftAsync("identity", "select count(*) from service_accounts where tenant_id = $1", _id);
        await NothingIsLeftAsync("flag_evaluation", "select count(*) from overrides where tenant_id = $1", _id);
    }

    // Some of it goes when news of the deletion arrives.
    private Task NothingIsLeftAsync(string database, string sql, object parameter) =>
        Insistent.UntilAsync(async () => await installation.CountAsync(database, sql, parameter) == 0, $"{Slug} leaves nothing in {database}: {sql}");

    private async Task CreateAsync()
    {
        await DoneAsync(HttpMethod.Post, "/api/v1/tenants", new { slug = Slug, name = "Life Studio", plan = "pro", ownerEmail = Owner, draft = true }, HttpStatusCode.Created);
        _id = (await caller.GetAsync($"/api/v1/tenants/{Slug}")).GetProperty("id").GetGuid();
    }

    private async Task ProvisionAsync()
    {
        await DoneAsync(HttpMethod.Post, $"/api/v1/tenants/{Slug}/start", null, HttpStatusCode.Accepted);
        await Insistent.UntilAsync(async () => await StatusAsync() == "active", $"{Slug} is active");
        var steps = (await caller.GetAsync($"/api/v1/provisioning/{Slug}")).GetProperty("steps").EnumerateArray().ToList();
        Assert.True(steps.Count >= 4 && steps.TrueForAll(step => step.GetProperty("state").GetString() == "ok"), JsonSerializer.Serialize(steps));
    }

    // One after another until the victim is dead, so that one of them is under way when it dies. Nothing but the key stops a second of each.
    private async Task AccountsAsync(Task killed)
    {
        do
        {
            if (_accounts == 3)
            {
                _underWay.TrySetResult();
            }

            await DoneAsync(HttpMethod.Post, "/api/v1/service-accounts", new { tenant = Slug, name = $"account {++_accounts}", permissions = (string[])["tenants.read"] }, HttpStatusCode.Created);
        }
        while (!killed.IsCompleted && _accounts < MostAccounts);

        _underWay.TrySetResult();

        Assert.Equal(_accounts, await installation.CountAsync("identity", "select count(*) from service_accounts where tenant_id = $1", _id));
        Assert.Equal(_accounts, await installation.CountAsync("identity", "select count(distinct name) from service_accounts where tenant_id = $1", _id));
    }

    private async Task OverrideAsync()
    {
        // The tag of what does not exist yet: sent again after it was done, it is refused.
        await DoneAsync(HttpMethod.Put, "/api/v1/overrides", new { flag = Flag, tenant = Slug, value = true, reason = "fault test" }, HttpStatusCode.OK, "\"0\"");
        await Insistent.UntilAsync(async () => await EvaluateAsync() is { } answer && answer.GetProperty("value").GetBoolean(), $"the override of {Slug} is in force");
    }

    private async Task ReconcileAsync()
    {
        await DoneAsync(HttpMethod.Post, $"/api/v1/provisioning/{Slug}/reconcile", null, HttpStatusCode.Accepted);
        await Insistent.UntilAsync(
            async () => await installation.CountAsync("provisioning", "select count(*) from operations where tenant_id = $1 and kind = 'provisioning.reconcile' and state <> 'running'", _id) == 1,
            $"the reconcile of {Slug} ends");

        // The pass that was asked for may have failed on who was away; the next one comes by itself.
        await Insistent.UntilAsync(
            async () => (await caller.GetAsync($"/api/v1/provisioning/{Slug}")).GetProperty("steps").EnumerateArray().All(step => step.GetProperty("state").GetString() == "ok"), $"every step of {Slug} is ok");
    }

    private async Task SuspendAsync()
    {
        await DoneAsync(HttpMethod.Post, $"/api/v1/tenants/{Slug}/suspend", new { reason = "fault test" }, HttpStatusCode.OK);
        await Insistent.UntilAsync(async () => await EvaluateAsync() is { } answer && answer.GetProperty("reason").GetString() == "DISABLED", $"the flags of {Slug} say suspended");
    }

    private async Task ResumeAsync()
    {
        await DoneAsync(HttpMethod.Post, $"/api/v1/tenants/{Slug}/resume", new { reason = "fault test" }, HttpStatusCode.OK);
        await Insistent.UntilAsync(async () => await EvaluateAsync() is { } answer && answer.GetProperty("value").GetBoolean(), $"the override of {Slug} is back");
    }

    private async Task DeleteAsync()
    {
        await DoneAsync(HttpMethod.Delete, $"/api/v1/tenants/{Slug}", new { slug = Slug, reason = "fault test" }, HttpStatusCode.Accepted);
        await Insistent.UntilAsync(async () => await StatusAsync() is "deleted" or null, $"{Slug} is deleted");
    }

    private async Task AuditAsync()
    {
        List<string> told = [], owed = [.. Once.Concat(Enumerable.Repeat("service-account.created", _accounts)).Order()];
        try
        {
            await Insistent.UntilAsync(async () => (told = await ToldAsync(owed)).Count >= owed.Count, $"the audit log tells all of {Slug}");
        }
        catch (StoryException)
        {
            // Said below, with the difference.
        }

        Assert.Equal(owed, told);
        JsonElement verdict = default;
        try
        {
            // A record overtaken by its successors, because it was being delivered when somebody died, is a gap until it arrives.
            await Insistent.UntilAsync(
                async () => (verdict = await caller.GetAsync($"/api/v1/audit/verification?tenant={_id}")).GetProperty("valid").GetBoolean(), $"the audit log of {Slug} verifies");
        }
        catch (StoryException)
        {
            Assert.Fail($"{verdict}\n{await caller.GetAsync("/api/v1/infrastructure/dead-letters")}");
        }
    }

    private async Task<List<string>> ToldAsync(List<string> owed)
    {
        List<string> told = [];
        string? cursor = null;
        do
        {
            var page = await caller.GetAsync($"/api/v1/audit?tenant={_id}&limit=200{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            told.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("action").GetString()!).Where(owed.Contains));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        return [.. told.Order()];
    }

    // What is said of a later try, when an earlier one's answer died with its server: the key was used up, the tag is old, the tenant is going.
    private async Task DoneAsync(HttpMethod method, string path, object? body, HttpStatusCode expected, string? ifMatch = null)
    {
        HttpResponseMessage response = null!;
        await Insistent.UntilAsync(async () => !await NewsIsOnItsWayAsync(response = await caller.AskAsync(method, path, body, ifMatch)), $"{method} {path} finds the tenant");
        if (response.StatusCode == expected)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync();
        var code = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("code").GetString()!;
        Assert.True(code is "idempotency.answer-lost" or "idempotency.answer-not-kept" or "precondition.failed" or "tenant.deleted", $"{method} {path} answered {(int)response.StatusCode}: {text}");
        caller.Hear(code);
    }

    // Services learn of a tenant from events; one that has not heard yet knows no such tenant.
    private async Task<bool> NewsIsOnItsWayAsync(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            return false;
        }

        Assert.Equal("tenant.not-found", (await Api.ReadAsync(response, HttpStatusCode.NotFound)).GetProperty("code").GetString());
        caller.Hear("tenant.not-found");
        return true;
    }

    private async Task<string?> StatusAsync()
    {
        var response = await caller.AskAsync(HttpMethod.Get, $"/api/v1/tenants/{Slug}");
        return response.StatusCode == HttpStatusCode.NotFound ? null : (await Api.ReadAsync(response, HttpStatusCode.OK)).GetProperty("status").GetString();
    }

    private async Task<JsonElement?> EvaluateAsync()
    {
        var response = await caller.AskAsync(HttpMethod.Post, $"/ofrep/v1/evaluate/flags/{Flag}", new { context = new { targetingKey = "u", tenant = Slug } });
        return response.IsSuccessStatusCode ? await Api.ReadAsync(response, HttpStatusCode.OK) : null;
    }

    // By Message-ID, as mail systems count: SMTP cannot be asked whether it took a mail before somebody died.
    private async Task<int> MailsAsync()
    {
        using var http = new HttpClient { BaseAddress = installation.Inbox };
        var inbox = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri("/api/email", UriKind.Relative)));
        var ids = new HashSet<string?>();
        foreach (var mail in inbox.EnumerateArray().Where(mail => mail.GetProperty("to").EnumerateArray().Any(to => to.GetProperty("address").GetString() == Owner)))
        {
            var whole = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri($"/api/email/{mail.GetProperty("id").GetString()}", UriKind.Relative)));
            ids.Add(whole.GetProperty("headers").GetProperty("message-id").GetString());
        }

        return ids.Count;
    }
}
