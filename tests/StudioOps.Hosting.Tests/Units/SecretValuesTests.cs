using StudioOps.Hosting.Orchestration.Dashboard;

namespace StudioOps.Hosting.Tests.Units;

public sealed class SecretValuesTests
{
    [Theory]
    [InlineData("PGPASSWORD", "anything", true)]
    [InlineData("ServiceAccount__ClientSecret", "anything", true)]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=abc", true)]
    [InlineData("ConnectionStrings__books", "Host=somewhere;Password=opensesame;Database=books", true)]
    [InlineData("ASPNETCORE_URLS", "http://127.0.0.1:5000", false)]
    [InlineData("EMPTY_PASSWORD", "", false)]
    public void A_secret_is_known_by_its_name_or_by_what_is_in_it(string name, string value, bool expected) =>
        Assert.Equal(expected, new SecretValues(["opensesame"]).IsSecret(name, value));
}
