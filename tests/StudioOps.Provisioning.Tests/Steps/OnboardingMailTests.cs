using Npgsql;
using static StudioOps.Provisioning.Tests.ProvisioningFixture;

namespace StudioOps.Provisioning.Tests.Steps;

public sealed class OnboardingMailTests(ProvisioningFixture service) : IClassFixture<ProvisioningFixture>
{
    [Fact]
    public async Task A_crash_between_sending_and_marking_sends_the_same_mail_again_and_no_other()
    {
        // What a crash does at this point: the server has the mail, the mark was never written.
        await ExecuteAsync("create function no_mark() returns trigger language plpgsql as $$ begin raise 'gone'; end $$; create trigger no_mark before update on onboarding_mails for each row execute function no_mark()");
        var (id, _) = await service.CreateAsync();
        await service.UntilAsync(id, state => StateOf(state, "onboarding-mail") == "error", "the mark failed");
        Assert.Single(service.Mail.Of(id));
        Assert.False(Condition(await service.StateAsync(id), "Ready"));

        await ExecuteAsync("drop trigger no_mark on onboarding_mails; drop function no_mark()");
        service.Clock.Advance(TimeSpan.FromSeconds(2));
        await service.UntilAsync(id, IsReady, "the mail step is done");
        await service.ReconcileAsync(id);

        Assert.Equal(2, service.Mail.Of(id).Count);
        Assert.Single(service.Mail.Of(id).Select(mail => mail.Header("Message-ID")).Distinct());
        Assert.Equal(1, await service.ScalarAsync<long>($"select count(*) from onboarding_mails where tenant_id = '{id}' and sent_at is not null"));
    }

    [Fact]
    public async Task A_recipient_the_server_refuses_for_good_is_not_tried_again_and_not_named()
    {
        service.Mail.RecipientAnswer = "550 5.1.1 owner@acme.example does not exist";
        try
        {
            var (id, _) = await service.CreateAsync();

            var step = Step(await service.UntilAsync(id, state => StateOf(state, "onboarding-mail") == "error", "the mail is refused"), "onboarding-mail");
            Assert.Equal("terminal", step.GetProperty("errorClass").GetString());
            Assert.Equal($"The mail server at 127.0.0.1:{service.Mail.Port} refused the recipient (550).", step.GetProperty("error").GetString());
        }
        finally
        {
            service.Mail.RecipientAnswer = "250 OK";
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await service.SuperuserAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}

public sealed class WithoutMailServerTests(NoMailFixture service) : IClassFixture<NoMailFixture>
{
    [Fact]
    public async Task Without_a_mail_server_the_step_is_skipped_and_says_so()
    {
        var (id, _) = await service.CreateAsync();

        var state = await service.UntilAsync(id, IsReady, "everything else is provisioned");

        Assert.Equal("skipped", StateOf(state, "onboarding-mail"));
        Assert.Equal("No mail server is configured (Mail:Endpoint).", Step(state, "onboarding-mail").GetProperty("error").GetString());
        Assert.Equal(3, state.GetProperty("lastRun").GetProperty("writes").GetInt32());
    }
}
