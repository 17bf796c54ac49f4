namespace StudioOps.Flags.Client.Tests;

public sealed class FlagKeyTests
{
    private const string Flags =
        """
        {
          "items": [
            { "key": "calendar_sync", "type": "boolean", "description": "Publishes <lessons> & bookings\nas a calendar", "archivedAt": null },
            { "key": "2-fast.limit", "type": "number" },
            { "key": "greeting", "type": "string", "description": "A \"quoted\" \u00fc" },
            { "key": "theme", "type": "object" },
            { "key": "old-way", "type": "boolean", "archivedAt": "2026-01-01T00:00:00Z" }
          ],
          "next": null
        }
        """;

    [Fact]
    public async Task Every_flag_becomes_a_typed_member()
    {
        var compiled = await CompiledWithFlags.OfAsync(
            """
            bool on = flags.IsEnabled(FeatureFlags.CalendarSync, who);
            double limit = flags.Get(FeatureFlags._2FastLimit, who, 1);
            string greeting = flags.Get(FeatureFlags.Greeting, who, "");
            System.Text.Json.JsonElement theme = flags.Get(FeatureFlags.Theme, who, default);
            """,
            Flags);

        Assert.Empty(compiled.Warnings);
        Assert.Contains("<summary>Publishes &lt;lessons&gt; &amp; bookings as a calendar</summary>", compiled.Generated, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_asked_as_another_type_does_not_compile() =>
        Assert.StartsWith("CS", Assert.Single((await CompiledWithFlags.OfAsync("flags.IsEnabled(FeatureFlags.Greeting, who);", Flags)).Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("flags.IsEnabled(\"calendar_sync\", who);", null)]
    [InlineData("flags.IsEnabled(\"calender_sync\", who);", "SOF001 There is no flag 'calender_sync'")]
    [InlineData("flags.Evaluate(key: \"nobody\" + \"s\", context: who);", "SOF001 There is no flag 'nobodys'")]
    [InlineData("flags.IsEnabled(\"old-way\", who);", "SOF002 The flag 'old-way' is archived: nothing answers it any more")]
    [InlineData("_ = new FlagKey<bool>(\"nobodys\");", "SOF001 There is no flag 'nobodys'")]
    [InlineData("flags.IsEnabled(FeatureFlags.OldWay, who);", "SOF002 'FeatureFlags.OldWay' is obsolete: 'The flag is archived: nothing answers it any more. Remove what asks for it.'")]
    [InlineData("flags.IsEnabled(Console.ReadLine()!, who);", null)]
    [InlineData("Console.WriteLine(\"nobodys\");", null)]
    public async Task A_key_that_does_not_exist_or_is_archived_is_a_warning(string body, string? warning) =>
        Assert.Equal(warning is null ? [] : [warning], (await CompiledWithFlags.OfAsync(body, Flags)).Warnings);

    [Theory]
    [InlineData("{ half of")]
    [InlineData("[]")]
    [InlineData("{\"items\": [\"\\x\"]}")]
    [InlineData("")]
    public async Task A_list_that_cannot_be_read_is_a_warning_and_no_key_is_held_against_it(string list) =>
        Assert.StartsWith("SOF003", Assert.Single((await CompiledWithFlags.OfAsync("flags.IsEnabled(\"nobodys\", who);", list)).Warnings), StringComparison.Ordinal);

    [Fact]
    public async Task Without_a_list_nothing_is_said() => Assert.Empty((await CompiledWithFlags.OfAsync("flags.IsEnabled(\"nobodys\", who);", null)).Warnings);
}
