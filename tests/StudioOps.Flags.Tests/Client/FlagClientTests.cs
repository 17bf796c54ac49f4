using System.Net;
using System.Text.Json;
using StudioOps.Flags.Client;
using StudioOps.Flags.Engine;
using StudioOps.Flags.Usage;
using StudioOps.Testing;
using static StudioOps.Flags.Tests.FlagServiceFixture;

namespace StudioOps.Flags.Tests.Client;

public sealed class FlagClientTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("studioops-flags-").FullName;

    private string StateFile => Path.Combine(_folder, "kept", "flags.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_service_follows_its_tenants_flags_and_an_endpoint_opens_and_closes_with_them()
    {
        using var sample = new SampleService(service);
        await LiveAsync(sample);
        var closed = await sample.GetAsync("/calendar");
        Assert.Equal((HttpStatusCode.NotFound, "feature.not-available"), (closed.StatusCode, await closed.ProblemCodeAsync()));

        await service.OverrideAsync("calendar_sync", "acme", true);
        await OpenAsync(sample);
        await service.OverrideAsync("calendar_sync", "acme", false);
        await Eventually.TrueAsync(async () => (await sample.GetAsync("/calendar")).StatusCode == HttpStatusCode.NotFound, "the endpoint is closed");
    }

    [Fact]
    public async Task What_was_heard_last_answers_the_first_request_of_the_next_start_without_a_network()
    {
        await service.OverrideAsync("messaging_enabled", "acme", true);
        long revision;
        using (var first = new SampleService(service, StateFile))
        {
            await Eventually.TrueAsync(() => Task.FromResult(File.Exists(StateFile) && first.Flags.State == FlagClientState.Live), "the state is kept");
            revision = first.Flags.Revision;
        }

        using var second = new SampleService(service, StateFile, reachable: false);
        var front = await (await second.GetAsync("/")).JsonAsync();
        Assert.True(front.GetProperty("messages").GetBoolean());
        Assert.Equal((revision, "Stale"), (front.GetProperty("revision").GetInt64(), front.GetProperty("state").GetString()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(StateFile));

        second.Line.IsUp = true;
        await service.OverrideAsync("messaging_enabled", "acme", false);
        await Eventually.TrueAsync(async () => !(await (await second.GetAsync("/")).JsonAsync()).GetProperty("messages").GetBoolean(), "it follows again");
        Assert.Equal(FlagClientState.Live, second.Flags.State);

        using var other = new SampleService(service, StateFile, reachable: false, account: "two");
        Assert.Equal("NotReady", (await (await other.GetAsync("/")).JsonAsync()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Without_any_word_the_service_starts_and_everything_is_off()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "broken.json"), "{ half of");
        using var sample = new SampleService(service, Path.Combine(_folder, "broken.json"), reachable: false);

        Assert.Equal(HttpStatusCode.NotFound, (await sample.GetAsync("/calendar")).StatusCode);
        Assert.False((await (await sample.GetAsync("/")).JsonAsync()).GetProperty("messages").GetBoolean());
        Assert.Equal("kept", sample.Flags.Get(new FlagKey<string>("nobody-defined-this"), EvaluationContext.Anonymous, "kept"));
        Assert.Equal(0, sample.Flags.Revision);
    }

    [Fact]
    public async Task Both_sides_put_everyone_into_the_same_cohort_and_read_values_of_the_right_type_only()
    {
        var (share, text, number) = (Tally.Key(), Tally.Key(), Tally.Key());
        using var sample = new SampleService(service);
        await service.DefineAsync(new
        {
            key = share, type = "boolean", rollout = new { unit = "user", shares = new[] { new { variant = "on", weight = 40_000 } } },
        });
        await service.DefineAsync(new
        {
            key = text, type = "string", variants = new[] { new { name = "a", value = "anna" }, new { name = "b", value = "ben" } }, onVariant = "a", offVariant = "b",
        });
        var last = await service.DefineAsync(new
        {
            key = number, type = "number", variants = new[] { new { name = "a", value = 10.0 }, new { name = "b", value = 3.5 } }, onVariant = "a", offVariant = "b",
        });
        await Eventually.TrueAsync(() => Task.FromResult(sample.Flags.Revision >= last.GetProperty("revision").GetInt64()), "the definitions are here");

        var on = 0;
        for (var i = 0; i < 500; i++)
        {
            var who = new EvaluationContext($"user-{i}");
            var (here, there) = (sample.Flags.IsEnabled(share, who), service.Snapshots.Current.Of(Acme).Evaluate(share, who, service.Clock.GetUtcNow()).Value.AsBoolean);
            Assert.Equal(there, here);
            on += here ? 1 : 0;
        }

        Assert.InRange(on, 1, 499);   // not everyone, not nobody
        Assert.Equal("ben", sample.Flags.Get(new FlagKey<string>(text), EvaluationContext.Anonymous, "?"));
        Assert.Equal(3.5, sample.Flags.Get(new FlagKey<double>(number), EvaluationContext.Anonymous, 0));
        Assert.Equal(7, sample.Flags.GetInteger(new FlagKey<double>(number), EvaluationContext.Anonymous, 7));
        last = await service.OverrideAsync(number, "acme", 10.0);
        await Eventually.TrueAsync(() => Task.FromResult(sample.Flags.Revision >= last.GetProperty("revision").GetInt64()), "the override is here");
        Assert.Equal(10, sample.Flags.GetInteger(new FlagKey<double>(number), EvaluationContext.Anonymous, 7));
        Assert.True(sample.Flags.IsEnabled(text, EvaluationContext.Anonymous, fallback: true));
    }

    [Fact]
    public async Task Code_written_for_microsofts_feature_management_hears_of_a_change_too()
    {
        var (key, text) = (Tally.Key(), Tally.Key());
        using var sample = new SampleService(service);
        await service.DefineAsync(new { key = text, type = "string", variants = new[] { new { name = "a", value = "anna" } }, onVariant = "a", offVariant = "a" });
        await HeardAsync(sample, await service.DefineAsync(new { key, type = "boolean" }));

        Assert.False(await sample.Features.IsEnabledAsync(key));
        await HeardAsync(sample, await service.OverrideAsync(key, "acme", true));

        Assert.True(await sample.Features.IsEnabledAsync(key));
        Assert.False(await sample.Features.IsEnabledAsync("nobody-defined-this"));
        Assert.False(await sample.Features.IsEnabledAsync(text));
        var names = new List<string>();
        await foreach (var name in sample.Features.GetFeatureNamesAsync())
        {
            names.Add(name);
        }

        Assert.Contains(key, names);
        Assert.DoesNotContain(text, names);
    }

    [Fact]
    public async Task What_was_answered_here_is_told_in_numbers_and_counted_once()
    {
        var key = Tally.Key("told");
        using var sample = new SampleService(service, tells: TimeSpan.FromMilliseconds(200));
        var defined = await service.DefineAsync(new { key, type = "boolean" });
        await HeardAsync(sample, defined);
        for (var i = 0; i < 30; i++)
        {
            sample.Flags.IsEnabled(key, EvaluationContext.Anonymous);
        }

        sample.Line.IsUp = false;
        for (var i = 0; i < 12; i++)
        {
            sample.Flags.IsEnabled(key, EvaluationContext.Anonymous);
        }

        sample.Line.IsUp = true;
        await HeardAsync(sample, await service.OverrideAsync(key, "acme", true));
        sample.Flags.IsEnabled(key, EvaluationContext.Anonymous);
        await Eventually.TrueAsync(async () => await CountedAsync(key) == "off 42,on 1", "everything that was answered was told");
        Assert.Equal("off 42,on 1", await CountedAsync(key));
    }

    private async Task<string> CountedAsync(string key)
    {
        await service.Factory.Services.GetRequiredService<UsageFlush>().FlushAsync(default);
        return await service.ScalarAsync<string>($"select coalesce(string_agg(variant || ' ' || named, ',' order by variant), '') from flag_usage where flag_key = '{key}' and tenant_id = '{Acme}'");
    }

    private static Task HeardAsync(SampleService sample, JsonElement change) =>
        Eventually.TrueAsync(() => Task.FromResult(sample.Flags.Revision >= change.GetProperty("revision").GetInt64()), "the change is here");

    private static Task LiveAsync(SampleService sample) => Eventually.TrueAsync(() => Task.FromResult(sample.Flags.State == FlagClientState.Live && sample.Flags.Revision > 0), "the client is live");

    private static Task OpenAsync(SampleService sample) => Eventually.TrueAsync(async () => (await sample.GetAsync("/calendar")).StatusCode == HttpStatusCode.OK, "the endpoint is open");
}
