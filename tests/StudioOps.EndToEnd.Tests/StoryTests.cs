namespace StudioOps.EndToEnd.Tests;

[Collection(Graph.Name)]
public sealed class StoryTests(Graph graph)
{
    [Fact]
    public async Task The_story_holds_twice_in_a_row_on_a_used_system()
    {
        await graph.FirstAsync();
        var again = await graph.TellAsync();
        Assert.True(again.Held, again.Text);
    }

    [Fact]
    public void The_credentials_are_for_the_owners_eyes()
    {
        var file = Path.Combine(graph.Data, "dev-credentials.json");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(graph.Data, "secrets.json")));
    }

    [Fact]
    public async Task A_second_start_is_refused_and_says_who_runs()
    {
        var (code, output) = await Graph.RunAsync("--detach");

        Assert.NotEqual(0, code);
        Assert.Matches(@"\d{2,}", output);
    }
}
