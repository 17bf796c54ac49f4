using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using StudioOps.Testing;

namespace StudioOps.Admin.Tests.Page;

public sealed class PageTimingsTests(AdminFixture admin) : IClassFixture<AdminFixture>, IDisposable
{
    private readonly ConcurrentQueue<(string Instrument, double Seconds, object? Page)> _measured = new();
    private readonly MeterListener _listener = new();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task What_browsers_measured_becomes_histograms_by_page()
    {
        Listen();
        using var person = admin.Member(Guid.CreateVersion7(), "profile.write");

        using var answer = await person.PostAsJsonAsync("/api/v1/metrics/pages", new
        {
            timings = new object[] { new { page = "tenants", kind = "load", milliseconds = 431.5 }, new { page = "provisioning", kind = "navigation", milliseconds = 62 } },
        });

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal([("studioops.page.load.duration", 0.4315, "tenants"), ("studioops.page.navigation.duration", 0.062, "provisioning")], _measured);
    }

    [Theory]
    [InlineData("""{"timings":[{"page":"tenants","kind":"load","milliseconds":1},{"page":"made-up","kind":"load","milliseconds":1}]}""", "page.unknown")]
    [InlineData("""{"timings":[{"page":"tenants","kind":"load","milliseconds":-1}]}""", "request.invalid")]
    [InlineData("""{"timings":[{"page":"tenants","kind":"lunch","milliseconds":1}]}""", "request.malformed")]
    [InlineData("""{"timings":[]}""", "request.invalid")]
    [InlineData("{}", "request.invalid")]
    [InlineData("""{"timings":[null]}""", "request.invalid")]
    public async Task What_makes_no_sense_is_refused_and_nothing_of_it_is_counted(string body, string code)
    {
        Listen();
        using var person = admin.Member(Guid.CreateVersion7(), "profile.write");

        using var answer = await person.PostAsync("/api/v1/metrics/pages", new StringContent(body, null, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, await answer.ProblemCodeAsync());
        Assert.Empty(_measured);
    }

    private void Listen()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name.StartsWith("studioops.page.", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _measured.Enqueue((instrument.Name, value, tags[0].Value)));
        _listener.Start();
    }
}
