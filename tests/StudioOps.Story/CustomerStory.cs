using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Npgsql;

namespace StudioOps.Story;

/// <summary>One customer's life from creation to deletion, against a running, used system. One line a step; cleans up on failure.</summary>
public sealed class CustomerStory(Installation installation, TextWriter output)
{
    private const string Flag = "ai_agents_enabled";

    // A slow or busy machine is not what the story is about: it says how long things took, and beside it what was promised when that was longer.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly string _acme = $"acme-{NewSuffix()}";
    private readonly string _globex = $"globex-{NewSuffix()}";
    private readonly List<string> _created = [];
    private readonly Api _operator = new(installation);
    private Guid _acmeId;
    private Api? _member;
    private bool _mailStopped;

    /// <summary>Runs it; whether every step held.</summary>
    public async Task<bool> RunAsync()
    {
        try
        {
            await StepAsync("the automation account gets a token", async () => { await _operator.TokenAsync(); return null; });
            await StepAsync($"{_acme} is created on plan pro and becomes active by itself", CreateAsync);
            await StepAsync("every provisioning step is ok", StepsAreOkAsync);
            await StepAsync("the onboarding mail is in the inbox, once", MailIsThereAsync);
            await StepAsync("its schema is in Postgres and its organisation in identity", () => FootprintAsync(expected: true));
            await StepAsync("a flag is overridden for it and for nobody else", OverrideAsync);
            await StepAsync("reconciling again writes nothing", ReconcileAsync);
            await StepAsync("its own service account sees its own and is refused everything foreign", StrangersAsync);
            await StepAsync($"with the mail server stopped {_globex} says what is wrong, and heals by itself", BreakAndHealAsync);
            await StepAsync("suspended, its service account is refused within 5 s and its flags say so", SuspendAsync);
            await StepAsync("resumed, it is let in again", ResumeAsync);
            await StepAsync("deleted, nothing of it is left", DeleteAsync);
            await StepAsync("the audit log tells all of it, with names, and its chain holds", AuditAsync);
            await StepAsync("one trace runs from the gateway to the last step", TraceAsync);
            await output.WriteLineAsync("The story holds.");
            return true;
        }
        catch (StoryException e)
        {
            await output.WriteLineAsync($"     {e.Message}");
            return false;
        }
        finally
        {
            await CleanUpAsync();
        }
    }

    private async Task<string?> CreateAsync()
    {
        var took = await CreateTenantAsync(_acme);
        _acmeId = (await _operator.GetAsync($"/api/v1/tenants/{_acme}")).GetProperty("id").GetGuid();
        return Time(took, promised: 5);
    }

    private async Task<TimeSpan> CreateTenantAsync(string slug)
    {
        _created.Add(slug);
        var clock = Stopwatch.StartNew();
        var operation = await _operator.PostAsync("/api/v1/tenants", Tenant(slug), HttpStatusCode.Accepted);
        await Api.UntilAsync(async () => await StatusAsync(slug) == "active", Patience, $"{slug} active");
        var took = clock.Elapsed;
        Check((await _operator.GetAsync($"/api/v1/operations/{operation.GetProperty("id").GetString()}")).GetProperty("state").GetString() == "succeeded", "the operation says succeeded");
        return took;
    }

    private static string Time(TimeSpan took, int promised) => $"{took.TotalMilliseconds:0} ms{(took.TotalSeconds > promised ? $", promised are {promised} s" : "")}";

    private async Task<string?> StepsAreOkAsync()
    {
        var steps = (await _operator.GetAsync($"/api/v1/provisioning/{_acme}")).GetProperty("steps").EnumerateArray().ToList();
        Check(steps.Count >= 4 && steps.TrueForAll(step => step.GetProperty("state").GetString() == "ok"), $"four steps ok, not {JsonSerializer.Serialize(steps)}");
        return string.Join(", ", steps.Select(step => step.GetProperty("name").GetString()));
    }

    private async Task<string?> MailIsThereAsync()
    {
        using var http = new HttpClient();
        var inbox = JsonSerializer.Deserialize<JsonElement>(await http.GetStringAsync(new Uri(installation.Inbox, "/api/email")));
        var mails = inbox.EnumerateArray().Where(mail => mail.GetProperty("to").EnumerateArray().Any(to => to.GetProperty("address").GetString() == Owner(_acme))).ToList();
        Check(mails.Count == 1, $"one mail to {Owner(_acme)}, not {mails.Count}");
        return mails[0].GetProperty("subject").GetString();
    }

    private async Task<string?> FootprintAsync(bool expected)
    {
        var schema = "ws_" + _acme.Replace('-', '_');
        Check(await CountAsync("tenant", "select count(*) from pg_namespace where nspname = $1", schema) == (expected ? 1 : 0), $"schema {schema} {(expected ? "exists" : "is gone")}");
        Check(await CountAsync("identity", "select count(*) from organisations where tenant_id = $1", _acmeId) == (expected ? 1 : 0), $"the organisation {(expected ? "exists" : "is gone")}");
        return schema;
    }

    private async Task<string?> OverrideAsync()
    {
        Check(!await ValueAsync(_acme) && !await ValueAsync("northwind"), $"{Flag} is off before");
        var clock = Stopwatch.StartNew();
        await _operator.SendOnceKnownAsync(HttpMethod.Put, "/api/v1/overrides", new { flag = Flag, tenant = _acme, value = true, reason = "smoke: early access" }, HttpStatusCode.OK);
        await Api.UntilAsync(() => ValueAsync(_acme), Patience, "the override is seen");
        var took = clock.Elapsed;
        Check(!await ValueAsync("northwind"), "another tenant keeps its value");
        return $"visible after {Time(took, promised: 1)}";
    }

    private async Task<string?> ReconcileAsync()
    {
        var accepted = await _operator.PostAsync($"/api/v1/provisioning/{_acme}/reconcile", null, HttpStatusCode.Accepted);
        var path = $"/api/v1/operations/{accepted.GetProperty("id").GetString()}";
        await Api.UntilAsync(async () => (await _operator.GetAsync(path)).GetProperty("state").GetString() == "succeeded", Patience, "the reconcile ends");
        var writes = (await _operator.GetAsync($"/api/v1/provisioning/{_acme}")).GetProperty("lastRun").GetProperty("writes").GetInt32();
        Check(writes == 0, $"no writes, not {writes}");
        return "0 writes";
    }

    private async Task<string?> StrangersAsync()
    {
        var account = await _operator.SendOnceKnownAsync(
            HttpMethod.Post, "/api/v1/service-accounts", new { tenant = _acme, name = "smoke", permissions = (string[])["tenants.read", "flags.evaluate", "flags.read", "provisioning.read", "audit.read"] }, HttpStatusCode.Created);
        _member = new Api(installation, account.GetProperty("clientId").GetString()!, account.GetProperty("clientSecret").GetString()!);
        var own = (await _member.GetAsync("/api/v1/tenants")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("slug").GetString()).ToList();
        Check(own is [var only] && only == _acme, $"its list holds {_acme} alone, not {string.Join(", ", own)}");
        return $"{await ForeignTenant.TryEverythingAsync(_member, _operator, "northwind")} requests refused as owed";
    }

    private async Task<string?> BreakAndHealAsync()
    {
        await installation.ResourceAsync("stop", "mail");
        _mailStopped = true;
        _created.Add(_globex);
        await _operator.PostAsync("/api/v1/tenants", Tenant(_globex), HttpStatusCode.Accepted);
        JsonElement mail = default;
        await Api.UntilAsync(
            async () =>
            {
                var response = await _operator.SendAsync(HttpMethod.Get, $"/api/v1/provisioning/{_globex}");
                return response.IsSuccessStatusCode
                    && (mail = (await Api.ReadAsync(response, HttpStatusCode.OK)).GetProperty("steps").EnumerateArray().FirstOrDefault(step => step.GetProperty("name").GetString() == "onboarding-mail")).ValueKind == JsonValueKind.Object
                    && mail.GetProperty("state").GetString() == "error";
            },
            Patience, "the mail step says error");
        Check(!string.IsNullOrEmpty(mail.GetProperty("error").GetString()), "the error has a reason");
        Check(await StatusAsync(_globex) != "active", "it is not active meanwhile");
        await installation.ResourceAsync("start", "mail");
        _mailStopped = false;
        var healed = await Api.UntilAsync(async () => await StatusAsync(_globex) == "active", Patience, $"{_globex} heals");
        return $"\"{mail.GetProperty("error").GetString()}\"; healed after {healed.TotalSeconds:0.0} s";
    }

    private async Task<string?> SuspendAsync()
    {
        await _operator.PostAsync($"/api/v1/tenants/{_acme}/suspend", new { reason = "smoke: invoice unpaid" });
        var refused = await Api.UntilAsync(
            async () => (await _member!.SendAsync(HttpMethod.Get, $"/api/v1/tenants/{_acme}")).StatusCode == HttpStatusCode.Unauthorized, Patience, "its service account is refused");
        JsonElement answer = default;
        await Api.UntilAsync(
            async () => (answer = await _operator.EvaluateAsync(Flag, _acme)).GetProperty("reason").GetString() == "DISABLED", Patience, "its flags are fail-safe");
        Check(answer.GetProperty("metadata").GetProperty("tenantStatus").GetString() == "suspended" && !answer.GetProperty("value").GetBoolean(), "the answer says suspended");
        return $"refused after {Time(refused, promised: 5)}";
    }

    private async Task<string?> ResumeAsync()
    {
        await _operator.PostAsync($"/api/v1/tenants/{_acme}/resume", new { reason = "smoke: paid" });
        var took = await Api.UntilAsync(
            async () =>
            {
                try
                {
                    _member!.ForgetToken();
                    return (await _member.SendAsync(HttpMethod.Get, $"/api/v1/tenants/{_acme}")).IsSuccessStatusCode;
                }
                catch (StoryException)
                {
                    return false;   // no token for a tenant that is still suspended in identity's eyes
                }
            },
            Patience, "its service account is let in");
        await Api.UntilAsync(() => ValueAsync(_acme), Patience, "its override is back");
        return Time(took, promised: 5);
    }

    private async Task<string?> DeleteAsync()
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(_created.ToArray().Select(DeleteTenantAsync));
        await FootprintAsync(expected: false);
        Check(await CountAsync("flag_evaluation", "select count(*) from overrides where tenant_id = $1", _acmeId) == 0, "its overrides are gone");
        return $"{clock.Elapsed.TotalSeconds:0.0} s";
    }

    private async Task<string?> AuditAsync()
    {
        string[] expected = ["tenant.created", "override.set", "provisioning.reconcile-requested", "service-account.created", "tenant.suspended", "tenant.resumed", "tenant.deletion-requested", "tenant.deleted"];
        List<string?> actions = [];
        List<JsonElement> rows = [];
        try
        {
            await Api.UntilAsync(
                async () =>
                {
                    rows = [.. (await _operator.GetAsync($"/api/v1/audit?tenant={_acmeId}&limit=200")).GetProperty("items").EnumerateArray()];
                    actions = rows.ConvertAll(row => row.GetProperty("action").GetString());
                    return expected.All(actions.Contains);
                },
                Patience, "the audit log is complete");
        }
        catch (StoryException)
        {
            throw new StoryException($"Not told: {string.Join(", ", expected.Except(actions))}. Verification says: {await _operator.GetAsync($"/api/v1/audit/verification")}");
        }

        Check(rows.Where(row => row.GetProperty("action").GetString() == "tenant.suspended").All(row => !string.IsNullOrEmpty(row.GetProperty("actor").GetProperty("name").GetString())), "the actor has a name");
        await Api.UntilAsync(
            async () => (await _operator.GetAsync($"/api/v1/audit/verification?tenant={_acmeId}")).GetProperty("valid").GetBoolean(), Patience, "the chain verifies");
        return $"{rows.Count} records";
    }

    private async Task<string?> TraceAsync()
    {
        string[] services = ["gateway", "tenant", "provisioning", "identity"];
        var found = "";
        await Api.UntilAsync(
            async () =>
            {
                // The last line may be half written.
                var text = await File.ReadAllTextAsync(installation.Traces);
                var spans = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line));
                foreach (var trace in spans.GroupBy(span => span.GetProperty("traceId").GetString()))
                {
                    var names = trace.Select(span => span.GetProperty("name").GetString() ?? "").ToList();
                    var touched = trace.Select(span => span.GetProperty("service").GetString()).Distinct().ToList();
                    if (services.All(touched.Contains) && names.Contains("outbox publish") && names.Exists(name => name.Contains("reconcile", StringComparison.OrdinalIgnoreCase)))
                    {
                        found = $"{trace.Count()} spans of {string.Join(", ", touched)}";
                        return true;
                    }
                }

                return false;
            },
            Patience, $"a trace through {string.Join(", ", services)}, the outbox and the bus");
        return found;
    }

    private async Task CleanUpAsync()
    {
        try
        {
            if (_mailStopped)
            {
                await installation.ResourceAsync("start", "mail");
            }

            await Task.WhenAll(_created.ToArray().Select(DeleteTenantAsync));
        }
        catch (Exception e) when (e is StoryException or HttpRequestException)
        {
            await output.WriteLineAsync($"     Left behind: {string.Join(", ", _created)} ({e.Message})");
        }

        _member?.Dispose();
        _operator.Dispose();
    }

    private async Task DeleteTenantAsync(string slug)
    {
        var response = await _operator.SendAsync(HttpMethod.Delete, $"/api/v1/tenants/{slug}", new { slug, reason = "smoke: done" });
        if (response.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.NotFound or HttpStatusCode.Conflict))
        {
            await Api.ReadAsync(response, HttpStatusCode.Accepted);
        }

        await Api.UntilAsync(async () => await StatusAsync(slug) is "deleted" or null, Patience, $"{slug} is deleted");
        lock (_created)
        {
            _created.Remove(slug);
        }
    }

    private async Task<string?> StatusAsync(string slug)
    {
        var response = await _operator.SendAsync(HttpMethod.Get, $"/api/v1/tenants/{slug}");
        return response.StatusCode == HttpStatusCode.NotFound ? null : (await Api.ReadAsync(response, HttpStatusCode.OK)).GetProperty("status").GetString();
    }

    private async Task<bool> ValueAsync(string tenant) => (await _operator.EvaluateAsync(Flag, tenant)).GetProperty("value").GetBoolean();

    private async Task<long> CountAsync(string database, string sql, object parameter)
    {
        await using var connection = new NpgsqlConnection(installation.Database(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = parameter } } };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task StepAsync(string what, Func<Task<string?>> step)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            var detail = await step();
            await output.WriteLineAsync($"ok   {clock.Elapsed.TotalSeconds,5:0.00} s  {what}{(detail is null ? "" : $" ({detail})")}");
        }
        catch (Exception e) when (e is StoryException or HttpRequestException or NpgsqlException or KeyNotFoundException or InvalidOperationException)
        {
            await output.WriteLineAsync($"FAIL {clock.Elapsed.TotalSeconds,5:0.00} s  {what}");
            throw e as StoryException ?? new StoryException(e.Message);
        }
    }

    private static object Tenant(string slug) => new { slug, name = $"{char.ToUpperInvariant(slug[0])}{slug[1..slug.IndexOf('-', StringComparison.Ordinal)]} Studio", plan = "pro", ownerEmail = Owner(slug) };

    private static string Owner(string slug) => $"owner@{slug}.example";

    private static string NewSuffix() => Guid.NewGuid().ToString("n")[..6];

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new StoryException($"Expected that {what}.");
        }
    }
}
