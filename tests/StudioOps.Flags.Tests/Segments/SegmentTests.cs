using System.Net;
using System.Text.Json;
using StudioOps.Contracts;
using StudioOps.Flags.Contracts;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Grouping;

public sealed class SegmentTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task Members_named_or_described_are_served_and_the_excluded_never()
    {
        var (segment, key) = (Tally.Key("segment"), Tally.Key());
        var created = await service.Operator().PostAsJsonAsync("/api/v1/segments", new
        {
            key = segment, description = "beta testers", members = new[] { "ada", "bob", "eve" }, excluded = new[] { "eve", "mallory" },
            conditions = new object[] { new { @is = "text", attribute = "email", comparison = "endsWith", values = new[] { "@acme.example" } } },
        });
        var body = await created.JsonAsync(HttpStatusCode.Created);
        await UsingAsync(key, segment);

        Assert.Equal(($"/api/v1/segments/{segment}", "targetingKey", 2, 2), (created.Headers.Location!.ToString(), Text(body, "attribute"), Number(body, "members"), Number(body, "excluded")));
        Assert.True(await AskAsync(key, "ada"));
        Assert.True(await AskAsync(key, "carol", "carol@acme.example"));
        Assert.False(await AskAsync(key, "carol", "carol@other.example"));
        Assert.False(await AskAsync(key, "eve"));
        Assert.False(await AskAsync(key, "mallory", "mallory@acme.example"));
        Assert.Equal(2, Assert.Single(await service.AnnouncedAsync<SegmentDefined>(), defined => defined.Key == segment).Members);
        Assert.Contains(await service.AnnouncedAsync<AuditRecorded>(), record => record.Action == "segment.defined" && record.ObjectName == segment);
    }

    [Fact]
    public async Task Members_come_and_go_by_the_hundred_thousand_and_answers_follow()
    {
        var (segment, key) = (Tally.Key("segment"), Tally.Key());
        await (await service.Operator().PostAsJsonAsync("/api/v1/segments", new { key = segment })).JsonAsync(HttpStatusCode.Created);
        await UsingAsync(key, segment);
        var everyone = Enumerable.Range(0, 100_000).Select(i => $"018f0000-0000-7000-8000-{i:d12}").ToArray();

        var added = await ChangeAsync(segment, new { add = everyone, reason = "moved in" });
        var tooMany = await service.Operator().PostAsJsonAsync($"/api/v1/segments/{segment}/members", new { add = new[] { "one-more" } });
        var changed = await ChangeAsync(segment, new { remove = everyone[..2], exclude = everyone[2..3] });

        Assert.Equal(100_000, Number(added, "members"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "segment.too-large"), (tooMany.StatusCode, await tooMany.ProblemCodeAsync()));
        Assert.Equal((99_997, 1), (Number(changed, "members"), Number(changed, "excluded")));
        Assert.Equal(99_998, await service.ScalarAsync<long>($"select count(*) from segment_members m join segments s on s.id = m.segment_id where s.key = '{segment}'"));
        Assert.Equal((false, false, true), (await AskAsync(key, everyone[0]), await AskAsync(key, everyone[2]), await AskAsync(key, everyone[3])));
        var page = await (await service.Operator().GetAsync($"/api/v1/segments/{segment}/members?limit=2&search=00000009999")).JsonAsync();
        Assert.Equal([everyone[9999], everyone[99990]], page.GetProperty("items").EnumerateArray().Select(member => Text(member, "name")));
        var next = await (await service.Operator().GetAsync($"/api/v1/segments/{segment}/members?limit=200&search=00000009999&cursor={Text(page, "nextCursor")}")).JsonAsync();
        Assert.Equal(9, next.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Lists_are_replaced_and_conditions_edited_on_the_revision_that_was_read()
    {
        var segment = Tally.Key("segment");
        await service.Operator().PostAsJsonAsync("/api/v1/segments", new { key = segment, members = new[] { "ada", "bob" } });

        var blind = await service.Operator().PutAsJsonAsync($"/api/v1/segments/{segment}/members", new { members = new[] { "carol" } });
        var replaced = await (await PutAsync($"{segment}/members", "*", new { members = new[] { "carol" }, excluded = new[] { "ada" } })).JsonAsync();
        var stale = await PutAsync(segment, "\"1\"", new { description = "late" });
        var edited = await PutAsync(segment, $"\"{Number(replaced, "revision")}\"", new { description = "new", conditions = new[] { new { @is = "plan", plans = new[] { "pro" } } } });

        Assert.Equal("precondition.required", await blind.ProblemCodeAsync());
        Assert.Equal((1, 1), (Number(replaced, "members"), Number(replaced, "excluded")));
        Assert.Equal("precondition.failed", await stale.ProblemCodeAsync());
        Assert.Equal("plan", Text((await edited.JsonAsync()).GetProperty("conditions")[0], "is"));
        Assert.Equal(["carol"], await NamesAsync(segment, excluded: false));
        Assert.Equal(["ada"], await NamesAsync(segment, excluded: true));
        Assert.Equal(2, (await service.AnnouncedAsync<SegmentChanged>()).Count(changed => changed.Key == segment));
    }

    [Fact]
    public async Task A_segment_flags_ask_for_however_deep_stays()
    {
        var (segment, key) = (Tally.Key("segment"), Tally.Key());
        await service.Operator().PostAsJsonAsync("/api/v1/segments", new { key = segment, members = new[] { "ada" } });
        await service.DefineAsync(new
        {
            key, type = "boolean",
            rules = new[] { new { id = "r", variant = "on", conditions = new[] { new { @is = "any", conditions = new[] { new { @is = "not", condition = new { @is = "segment", segment } } } } } } },
        });

        var refused = await DeleteAsync($"/api/v1/segments/{segment}");
        await DeleteAsync($"/api/v1/flags/{key}");
        var archived = await DeleteAsync($"/api/v1/segments/{segment}");
        var orphan = await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/unarchive", new { reason = "again" });
        var back = await service.Operator().PostAsJsonAsync($"/api/v1/segments/{segment}/unarchive", new { reason = "again" });

        var problem = await refused.JsonAsync(HttpStatusCode.Conflict);
        Assert.Equal(("segment.in-use", key), (Text(problem, "code"), Assert.Single(problem.GetProperty("dependents").EnumerateArray()).GetString()));
        Assert.Equal(HttpStatusCode.NoContent, archived.StatusCode);
        Assert.Equal("flag.definition-invalid", await orphan.ProblemCodeAsync());
        Assert.Equal((JsonValueKind.Null, 1), ((await back.JsonAsync()).GetProperty("archivedAt").ValueKind, Number(await back.JsonAsync(), "members")));
        Assert.Equal(HttpStatusCode.OK, (await service.Operator().PostAsJsonAsync($"/api/v1/flags/{key}/unarchive", new { reason = "again" })).StatusCode);
        Assert.Equal([key], (await (await service.Operator().GetAsync($"/api/v1/segments/{segment}")).JsonAsync()).GetProperty("usedBy").EnumerateArray().Select(user => user.GetString()));
    }

    [Theory]
    [InlineData("""{"key":"Not a key"}""", HttpStatusCode.BadRequest, "request.invalid")]
    [InlineData("""{"key":"never","conditions":[{"is":"segment","segment":"other"}]}""", HttpStatusCode.UnprocessableEntity, "segment.definition-invalid")]
    [InlineData("""{"key":"never","members":["fine",""]}""", HttpStatusCode.UnprocessableEntity, "segment.definition-invalid")]
    [InlineData("""{"key":"never","members":[null]}""", HttpStatusCode.UnprocessableEntity, "segment.definition-invalid")]
    [InlineData("""{"key":"never","conditions":[{"is":"magic"}]}""", HttpStatusCode.BadRequest, "request.malformed")]
    public async Task What_is_no_segment_is_refused(string body, HttpStatusCode status, string code)
    {
        var answer = await service.Operator().PostAsync("/api/v1/segments", new StringContent(body, null, "application/json"));

        Assert.Equal((status, code), (answer.StatusCode, await answer.ProblemCodeAsync()));
        Assert.Equal(0, await service.ScalarAsync<long>("select count(*) from segments where key = 'never'"));
    }

    [Fact]
    public async Task Segments_are_listed_searched_and_closed_to_tenants()
    {
        var (first, second) = (Tally.Key("listed"), Tally.Key("listed"));
        await service.Operator().PostAsJsonAsync("/api/v1/segments", new { key = first });
        await service.Operator().PostAsJsonAsync("/api/v1/segments", new { key = second, description = $"like {first} and 100%" });

        var found = await (await service.Operator().GetAsync($"/api/v1/segments?search={first}&limit=1")).JsonAsync();
        var member = await service.Member(Acme).GetAsync("/api/v1/segments");

        Assert.Equal([first], found.GetProperty("items").EnumerateArray().Select(segment => Text(segment, "key")));
        var rest = await (await service.Operator().GetAsync($"/api/v1/segments?search={first}&cursor={Text(found, "nextCursor")}")).JsonAsync();
        Assert.Equal([second], rest.GetProperty("items").EnumerateArray().Select(segment => Text(segment, "key")));
        Assert.Equal((HttpStatusCode.Forbidden, "permission.missing"), (member.StatusCode, await member.ProblemCodeAsync()));
        Assert.Equal("segment.exists", await (await service.Operator().PostAsJsonAsync("/api/v1/segments", new { key = first })).ProblemCodeAsync());
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static long Number(JsonElement json, string name) => json.GetProperty(name).GetInt64();

    private Task<JsonElement> UsingAsync(string key, string segment) => service.DefineAsync(new
    {
        key, type = "boolean", rules = new[] { new { id = "r", variant = "on", conditions = new[] { new { @is = "segment", segment } } } },
    });

    private async Task<bool> AskAsync(string key, string user, string? email = null) =>
        (await (await EvaluateAsync(service.Member(Acme), key, new { targetingKey = user, email })).JsonAsync()).GetProperty("value").GetBoolean();

    private async Task<JsonElement> ChangeAsync(string segment, object change)
    {
        var changed = await (await service.Operator().PostAsJsonAsync($"/api/v1/segments/{segment}/members", change)).JsonAsync();
        await service.ServedAsync(Number(changed, "revision"));
        return changed;
    }

    private async Task<List<string?>> NamesAsync(string segment, bool excluded) =>
        [.. (await (await service.Operator().GetAsync($"/api/v1/segments/{segment}/members?excluded={excluded}")).JsonAsync()).GetProperty("items").EnumerateArray().Select(member => Text(member, "name"))];

    private Task<HttpResponseMessage> PutAsync(string path, string ifMatch, object body) => SendAsync(HttpMethod.Put, $"/api/v1/segments/{path}", ifMatch, body);

    private Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, "*", new { reason = "not needed" });

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string ifMatch, object body)
    {
        var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return service.Operator().SendAsync(request);
    }
}
