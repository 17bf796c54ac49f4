using StudioOps.Hosting.Orchestration;

namespace StudioOps.Hosting.Tests.Units;

public sealed class ConsoleHistoryTests
{
    [Fact]
    public void A_talkative_resource_pushes_out_its_own_lines_alone()
    {
        var history = new ConsoleHistory(TimeProvider.System, perResource: 10);
        history.Add("quiet", "one word", isError: true);
        for (var number = 1; number <= 1_000; number++)
        {
            history.Add("talker", $"word {number}", isError: false);
        }

        var merged = history.Read(null, null, 100);
        Assert.Equal(["one word", .. Enumerable.Range(991, 10).Select(number => $"word {number}")], merged.Select(line => line.Text));
        Assert.True(history.Read("QUIET", null, 100).Single().IsError);
    }

    [Fact]
    public void Reading_on_from_a_number_gives_what_came_after_it_oldest_first()
    {
        var history = new ConsoleHistory(TimeProvider.System);
        foreach (var number in Enumerable.Range(1, 20))
        {
            history.Add(number % 2 == 0 ? "even" : "odd", $"{number}", isError: false);
        }

        Assert.Equal(["18", "19", "20"], history.Read(null, null, 3).Select(line => line.Text));
        Assert.Equal(["6", "7", "8"], history.Read(null, 5, 3).Select(line => line.Text));
        Assert.Equal(["18", "20"], history.Read("even", 16, 10).Select(line => line.Text));
    }
}
