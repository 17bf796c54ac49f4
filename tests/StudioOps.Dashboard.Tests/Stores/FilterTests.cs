using static StudioOps.Dashboard.Tests.Otlp.Protobuf;

namespace StudioOps.Dashboard.Tests.Stores;

/// <summary>Of what is kept, exactly that is listed which was asked for.</summary>
public sealed class FilterTests
{
    private const ulong Second = 1_000_000_000;

    [Theory]
    [InlineData("", "quick,steady,broken")]
    [InlineData("minSpans=2", "steady,broken")]
    [InlineData("minSpans=3", "broken")]
    [InlineData("minDuration=1500", "steady,broken")]
    [InlineData("minDuration=2500", "broken")]
    [InlineData("errors=true", "broken")]
    [InlineData("resource=shop", "quick,broken")]
    [InlineData("text=STEADY", "steady")]
    [InlineData("text=aisle 7", "broken")]
    [InlineData("text=41", "quick")]
    [InlineData("text=00000002", "steady")]
    [InlineData("text=nowhere", "")]
    [InlineData("resource=shop&minSpans=2&errors=true&text=aisle", "broken")]
    public async Task Traces_by_number_of_spans_duration_error_resource_and_text(string query, string names)
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        byte[] One(int trace, int span, string name, params byte[][] more) => Span(Id(trace, 16), Id((trace * 10) + span, 8), name, Second, Second + ((ulong)trace * Second), more);
        await SendAsync(dashboard, Request("shop", One(1, 1, "quick", Attribute(9, "order.number", Varint(3, 1_417)))));
        await SendAsync(dashboard, Request("mill", One(2, 1, "steady"), One(2, 2, "steady")));
        await SendAsync(dashboard, Request("shop", One(3, 1, "broken"), One(3, 2, "broken", Attribute(9, "place", Text(1, "Aisle 7"))), One(3, 3, "broken", Message(15, Varint(3, 2)))));
        await dashboard.UntilAsync("/api/overview", overview => (int?)overview["counts"]!["spans"] == 6);

        var page = await dashboard.ReadAsync($"/api/traces?{query}");

        Assert.Equal(names.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), page["items"]!.AsArray().Select(item => (string)item!["name"]!).Order(StringComparer.Ordinal));
        Assert.Equal(page["items"]!.AsArray().Count, (int?)page["total"]);
    }

    [Theory]
    [InlineData("text=PACKING", 1)]
    [InlineData("text=customer-9", 2)]
    [InlineData("text=LIB", 3)]
    [InlineData("text=true", 1)]
    [InlineData("text=inner", 1)]
    [InlineData("severity=error", 1)]
    [InlineData("severity=information", 3)]
    [InlineData("resource=mill", 1)]
    [InlineData("category=lib", 3)]
    [InlineData("category=li", 0)]
    public async Task Log_records_by_words_anywhere_in_them_level_resource_and_category(string query, int found)
    {
        await using var dashboard = await DashboardUnderTest.StartAsync();
        await SendAsync(dashboard, Request("shop", Log(1, 9, "Handed to the packing line", Attribute(6, "Customer", Text(1, "customer-9"))), Log(2, 17, "Gone", Attribute(6, "Final", Varint(2, 1)))), "/v1/logs");
        await SendAsync(dashboard, Request("mill", Log(3, 13, "Late", Attribute(6, "Of", Message(5, Message(1, Text(1, "the inner customer-9")))))), "/v1/logs");
        await dashboard.UntilAsync("/api/overview", overview => (int?)overview["counts"]!["logs"] == 3);

        Assert.Equal(found, (int?)(await dashboard.ReadAsync($"/api/logs?{query}"))["total"]);
    }

    private static async Task SendAsync(DashboardUnderTest dashboard, byte[] body, string path = "/v1/traces")
    {
        using var answer = await dashboard.SendAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }
}
