using System.Text.Json;
using static StudioOps.Provisioning.Tests.ProvisioningFixture;

namespace StudioOps.Provisioning.Tests.Reconcile;

public sealed class FailingStepTests(ProvisioningFixture service) : IClassFixture<ProvisioningFixture>, IDisposable
{
    public void Dispose() => service.Upstreams.Heal();

    [Fact]
    public async Task A_mail_server_that_is_away_is_named_and_the_step_heals_by_itself()
    {
        service.Mail.Stop();
        var (id, _) = await service.CreateAsync();

        var broken = await service.UntilAsync(id, state => StateOf(state, "onboarding-mail") == "error", "the mail step failed");
        var step = Step(broken, "onboarding-mail");
        Assert.Equal($"The mail server at 127.0.0.1:{service.Mail.Port} does not answer.", step.GetProperty("error").GetString());
        Assert.Equal("transient", step.GetProperty("errorClass").GetString());
        Assert.Equal(1, step.GetProperty("attempts").GetInt32());
        Assert.InRange(step.GetProperty("nextAttemptAt").GetDateTimeOffset() - service.Clock.GetUtcNow(), TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1.2));
        Assert.False(Condition(broken, "Ready"));
        Assert.False(Condition(broken, "Healthy"));
        Assert.DoesNotContain(await service.ChangesAsync(id), change => change.Ready);

        service.Clock.Advance(TimeSpan.FromSeconds(2));
        await service.UntilAsync(id, state => Step(state, "onboarding-mail").GetProperty("attempts").GetInt32() == 2, "it was tried again");
        service.Mail.Start();
        service.Clock.Advance(TimeSpan.FromSeconds(3));

        var healed = await service.UntilAsync(id, IsReady, "it healed");
        Assert.Equal(0, Step(healed, "onboarding-mail").GetProperty("attempts").GetInt32());
        Assert.Single(service.Mail.Of(id));
        Assert.Equal(3, service.Upstreams.Writes(id).Count);
    }

    [Fact]
    public async Task A_refusal_that_trying_again_cannot_mend_stops_until_somebody_asks()
    {
        service.Upstreams.Fault = (method, path) => Task.FromResult(
            method == "PUT" && path.Contains("/workspaces/", StringComparison.Ordinal) ? Results.Json(new { code = "workspace.slug-invalid" }, statusCode: 422) : null);
        var (id, _) = await service.CreateAsync();

        var broken = await service.UntilAsync(id, state => StateOf(state, "workspace") == "error" && StateOf(state, "flag-defaults") == "ok", "the workspace step gave up");
        Assert.Equal("terminal", Step(broken, "workspace").GetProperty("errorClass").GetString());
        Assert.Equal("tenant answered 422 (workspace.slug-invalid).", Step(broken, "workspace").GetProperty("error").GetString());
        Assert.Equal(JsonValueKind.Null, Step(broken, "workspace").GetProperty("nextAttemptAt").ValueKind);
        await service.UntilAsync(id, state => Step(state, "onboarding-mail").GetProperty("error").GetString() == "Waits for workspace.", "the mail waits");

        service.Clock.Advance(TimeSpan.FromMinutes(6));
        await service.UntilAsync(id, state => state.GetProperty("lastRun").GetProperty("startedAt").GetDateTimeOffset() == service.Clock.GetUtcNow(), "a drift check ran");
        Assert.Single(service.Upstreams.Writes(id), write => write.Contains("/workspaces/", StringComparison.Ordinal));

        service.Upstreams.Heal();
        Assert.Equal("succeeded", (await service.ReconcileAsync(id)).GetProperty("state").GetString());
        Assert.True(IsReady(await service.StateAsync(id)));
    }

    [Theory]
    [InlineData(429, "transient", 120)]
    [InlineData(500, "transient", 0)]
    [InlineData(403, "configuration", 0)]
    public async Task Answers_fall_into_classes_and_the_upstreams_patience_is_honoured(int status, string expected, int seconds)
    {
        service.Upstreams.Fault = (_, path) => Task.FromResult<IResult?>(path.Contains("/organisations/", StringComparison.Ordinal) ? new Refusal(status) : null);
        var (id, _) = await service.CreateAsync();

        var broken = await service.UntilAsync(id, state => StateOf(state, "organisation") == "error" && StateOf(state, "flag-defaults") == "ok", "the organisation step failed");

        Assert.Equal(expected, Step(broken, "organisation").GetProperty("errorClass").GetString());
        Assert.True(Step(broken, "organisation").GetProperty("nextAttemptAt").GetDateTimeOffset() >= service.Clock.GetUtcNow().AddSeconds(Math.Max(seconds, 0.8)));
        service.Upstreams.Heal();
        service.Clock.Advance(TimeSpan.FromSeconds(seconds + 2));
        await service.UntilAsync(id, IsReady, "it healed");
    }

    [Fact]
    public async Task An_answer_that_is_not_JSON_is_a_failure_and_not_an_absence()
    {
        service.Upstreams.Fault = (method, path) => Task.FromResult(
            method == "GET" && path.Contains("/organisations/", StringComparison.Ordinal) ? Results.Text("<html>gateway</html>", "text/html") : null);
        var (id, _) = await service.CreateAsync();

        var broken = await service.UntilAsync(id, state => StateOf(state, "organisation") == "error", "the organisation step failed");

        Assert.Equal("identity answered something that is not the JSON it promises.", Step(broken, "organisation").GetProperty("error").GetString());
        Assert.DoesNotContain(service.Upstreams.Writes(id), write => write.Contains("/organisations/", StringComparison.Ordinal));
    }

    private sealed class Refusal(int status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            if (status == 429)
            {
                httpContext.Response.Headers.RetryAfter = "120";
            }

            return Task.CompletedTask;
        }
    }
}
