using System.Text.Json;
using System.Text.RegularExpressions;
using StudioOps.Flags.Tests.Governing;

namespace StudioOps.Flags.Tests.Definitions;

/// <summary>The guide in docs/flags.md is true: every call in it is made, in its order.</summary>
public sealed partial class FlagGuideTests(FlagServiceFixture service) : IClassFixture<FlagServiceFixture>
{
    [Fact]
    public async Task Every_call_of_the_guide_does_what_it_says()
    {
        var calls = Block().Matches(await File.ReadAllTextAsync(Guide())).SelectMany(block => block.Groups[1].Value.Split("\n\n")).Select(call => call.Trim()).ToArray();
        var last = default(JsonElement);
        foreach (var call in calls)
        {
            var filled = Hole().Replace(call, hole => last.GetProperty(hole.Groups[1].Value).GetString()!);
            var answer = await Caller(filled).SendAsync(Request(filled));
            var body = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, $"{call}\n{(int)answer.StatusCode} {body}");
            last = body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
        }

        Assert.True(calls.Length > 15);
        Assert.Equal("on", await service.ScalarAsync<string>("select rules -> 0 ->> 'variant' from flags where key = 'lesson_videos' and archived_at is null"));
        Assert.Equal("da-capo,harmonia", await service.ScalarAsync<string>("select string_agg(name, ',' order by name) from segment_members"));
        Assert.Equal(1, await service.ScalarAsync<long>("select count(*) from flags where key = 'new_here'"));
    }

    /// <summary>Who approves is somebody else.</summary>
    private HttpClient Caller(string call) => call.Split('\n')[0].EndsWith("/approve", StringComparison.Ordinal) ? service.Bob() : service.Operator();

    private static HttpRequestMessage Request(string call)
    {
        var lines = call.Split('\n');
        var (method, path) = (lines[0].Split(' ')[0], lines[0].Split(' ')[1]);
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        var body = string.Join('\n', lines.Skip(1).SkipWhile(line => !line.StartsWith('{')));
        foreach (var header in lines.Skip(1).TakeWhile(line => !line.StartsWith('{')).Select(line => line.Split(": ", 2)))
        {
            request.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        request.Content = body.Length == 0 ? null : new StringContent(body, null, "application/json");
        return request;
    }

    private static string Guide()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StudioOps.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests are not run from a clone.");
        }

        return Path.Combine(folder.FullName, "docs", "flags.md");
    }

    [GeneratedRegex("```http\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("\\{\\{(\\w+)\\}\\}")]
    private static partial Regex Hole();
}
