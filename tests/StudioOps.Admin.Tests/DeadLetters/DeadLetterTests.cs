using System.Net;
using System.Text.Json;
using MassTransit;
using RabbitMQ.Client;
using StudioOps.Contracts;
using StudioOps.Messaging;
using StudioOps.Testing;

namespace StudioOps.Admin.Tests.DeadLetters;

public sealed class DeadLetterTests(AdminFixture admin) : IClassFixture<AdminFixture>
{
    private const string Route = "/api/v1/infrastructure/dead-letters";
    private const string Consumer = "admin-when-audit-recorded";
    private readonly string _source = AdminFixture.NewSource();

    [Fact]
    public async Task A_message_nobody_can_take_in_waits_with_its_error_and_comes_back_once_the_cause_is_gone()
    {
        using var manager = admin.Operator("infrastructure.read", "infrastructure.write");
        await admin.TamperAsync($"alter table audit_waiting add constraint broken check (source <> '{_source}')");
        var (id, record) = (Guid.CreateVersion7(), admin.Record(_source, 1, null));
        await PublishAsync(record, id);

        var letter = await LetterAsync(manager, "errors", id);
        Assert.Equal("StudioOps.Contracts.AuditRecorded", letter.GetProperty("type").GetString());
        Assert.EndsWith(Consumer, letter.GetProperty("from").GetString(), StringComparison.Ordinal);
        Assert.Contains("broken", letter.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(letter.GetProperty("firstDeathAt").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-5));
        Assert.Equal(0, await RowsAsync());

        await admin.TamperAsync("alter table audit_waiting drop constraint broken");
        using var redriven = await RedriveAsync(manager, "errors");

        Assert.Equal(1, (await redriven.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("redriven").GetInt32());
        await Eventually.TrueAsync(async () => await RowsAsync() == 1, "the record became part of the chain");
        Assert.Equal(0, await CountAsync(manager, "errors"));
        await PublishAsync(record, id);
        await PublishAsync(admin.Record(_source, 2, null), Guid.CreateVersion7());
        await Eventually.TrueAsync(async () => await RowsAsync() == 2, "a later record arrived");
        Assert.Contains(await admin.AnnouncedAsync<AuditRecorded>(), audit => audit.Action == "dead-letters.redrive-requested" && audit.Reason == "The constraint is gone");
    }

    [Fact]
    public async Task Looking_often_takes_nothing_away()
    {
        using var manager = admin.Operator("infrastructure.read", "infrastructure.write");
        var id = Guid.CreateVersion7();
        await admin.TamperAsync($"alter table audit_waiting add constraint looked check (source <> '{_source}')");
        await PublishAsync(admin.Record(_source, 1, null), id);
        await LetterAsync(manager, "errors", id);

        for (var i = 0; i < 30; i++)
        {
            Assert.NotNull(await FindAsync(manager, "errors", id));
        }

        Assert.Equal(0, await CountAsync(manager, "dead-letters"));
        await admin.TamperAsync("alter table audit_waiting drop constraint looked");
        using var redriven = await RedriveAsync(manager, "errors");
        await Eventually.TrueAsync(async () => await RowsAsync() == 1, "the record became part of the chain");
    }

    [Fact]
    public async Task An_event_no_queue_wanted_is_kept_and_reaches_its_consumer_once_there_is_one()
    {
        using var manager = admin.Operator("infrastructure.read", "infrastructure.write");
        var (id, prefix) = (Guid.CreateVersion7(), admin.Factory.Services.GetRequiredService<MessagingOptions>().Prefix);
        var (events, queue) = ($"{prefix}StudioOps.Contracts:AuditRecorded", prefix + Consumer);
        await using var connection = await new ConnectionFactory { Uri = new Uri((await Servers.BrokerAsync()).RabbitMqConnectionString) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeUnbindAsync(queue, events, "");
        await PublishAsync(admin.Record(_source, 1, null), id);

        var letter = await LetterAsync(manager, "unrouted", id);
        Assert.Equal(JsonValueKind.Null, letter.GetProperty("from").ValueKind);
        Assert.Equal("no queue took it", letter.GetProperty("error").GetString());

        // Still nobody listens: it returns, and bringing back ends all the same.
        using var tooEarly = await RedriveAsync(manager, "unrouted");
        Assert.Equal(HttpStatusCode.OK, tooEarly.StatusCode);
        await LetterAsync(manager, "unrouted", id);
        Assert.Equal(0, await RowsAsync());

        await channel.ExchangeBindAsync(queue, events, "");
        using var redriven = await RedriveAsync(manager, "unrouted");
        Assert.True((await MovedAsync(redriven)).Redriven >= 1);
        await Eventually.TrueAsync(async () => await RowsAsync() == 1, "the record became part of the chain");
        Assert.Null(await FindAsync(manager, "unrouted", id));
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_brought_back()
    {
        using var manager = admin.Operator("infrastructure.read", "infrastructure.write");
        var id = Guid.CreateVersion7();
        await admin.TamperAsync($"alter table audit_waiting add constraint chosen check (source <> '{_source}')");
        await PublishAsync(admin.Record(_source, 1, null), id);
        await LetterAsync(manager, "errors", id);
        await admin.TamperAsync("alter table audit_waiting drop constraint chosen");

        using var others = await manager.PostAsJsonAsync($"{Route}/errors/redrive", new { reason = "Only those", from = "nobody" });

        Assert.Equal((0, 1), await MovedAsync(others));
        using var all = await RedriveAsync(manager, "errors");
        Assert.Equal((1, 0), await MovedAsync(all));
        await Eventually.TrueAsync(async () => await RowsAsync() == 1, "the record became part of the chain");
    }

    [Fact]
    public async Task Strangers_tenants_and_those_who_only_read_bring_nothing_back()
    {
        using var stranger = admin.Anonymous();
        using var tenant = admin.Member(Guid.CreateVersion7(), "infrastructure.read", "infrastructure.write");
        using var reader = admin.Operator("infrastructure.read");
        using var manager = admin.Operator("infrastructure.read", "infrastructure.write");

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(Route)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await tenant.GetAsync(Route)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await RedriveAsync(tenant, "errors")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await RedriveAsync(reader, "errors")).StatusCode);
        Assert.Equal("dead-letters.queue-not-found", await (await RedriveAsync(manager, "admin-when-audit-recorded")).ProblemCodeAsync());
        Assert.Equal("request.invalid", await (await manager.PostAsJsonAsync($"{Route}/errors/redrive", new { reason = "" })).ProblemCodeAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await manager.GetAsync($"{Route}?limit=100000")).StatusCode);
    }

    private static Task<HttpResponseMessage> RedriveAsync(HttpClient client, string queue) =>
        client.PostAsJsonAsync($"{Route}/{queue}/redrive", new { reason = "The constraint is gone" });

    private static async Task<(int Redriven, int Kept)> MovedAsync(HttpResponseMessage response)
    {
        var result = await response.Content.ReadFromJsonAsync<JsonElement>();
        return (result.GetProperty("redriven").GetInt32(), result.GetProperty("kept").GetInt32());
    }

    private static async Task<JsonElement> LetterAsync(HttpClient client, string queue, Guid id) =>
        (JsonElement)await Eventually.GetAsync(async () => (object?)await FindAsync(client, queue, id), $"the message is in {queue}");

    private static async Task<JsonElement?> FindAsync(HttpClient client, string queue, Guid id)
    {
        // The broker may take its time on a busy machine: that is said aloud, and asked again.
        using var answer = await client.GetAsync(Route);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }

        var found = Queue(await answer.Content.ReadFromJsonAsync<JsonElement>(), queue).GetProperty("messages").EnumerateArray().Where(letter => letter.GetProperty("messageId").GetString() == id.ToString()).ToList();
        return found.Count == 0 ? null : found[0];
    }

    private static async Task<int> CountAsync(HttpClient client, string queue) => Queue(await client.GetFromJsonAsync<JsonElement>(Route), queue).GetProperty("count").GetInt32();

    private static JsonElement Queue(JsonElement all, string queue) => all.GetProperty("queues").EnumerateArray().Single(one => one.GetProperty("queue").GetString() == queue);

    private Task PublishAsync(AuditRecorded record, Guid id) =>
        admin.Factory.Services.GetRequiredService<IBus>().Publish(record, context => context.MessageId = id);

    private Task<long> RowsAsync() => admin.ScalarAsync<long>($"select count(*) from audit_records where source = '{_source}'");
}
