namespace StudioOps.Architecture.Tests.Sources;

public sealed class SourceTests
{
    // This file plants what the others may not say.
    private static IReadOnlyList<SourceFile> Sources { get; } = [.. Repository.Find("*.cs").Where(file => file.Name != nameof(SourceTests) + ".cs")];

    [Fact]
    public void No_source_calls_what_is_banned()
    {
        Assert.True(Sources.Count > 300, $"Only {Sources.Count} sources were found.");
        Violations.None(SourceRules.BannedCalls(Sources));
    }

    [Fact]
    public void A_warning_is_switched_off_with_a_reason() => Violations.None(SourceRules.UnexplainedSuppressions(Sources));

    [Fact]
    public void Every_file_keeps_its_budget() => Violations.None(SourceRules.Budgets(Sources));

    [Theory]
    [InlineData("services/tenant/StudioOps.Tenants/Tenants/A.cs", "var now = DateTimeOffset.UtcNow;")]
    [InlineData("services/tenant/StudioOps.Tenants/Tenants/A.cs", "var now = DateTime.Now;")]
    [InlineData("gateway/StudioOps.Gateway/A.cs", "var id = Guid.NewGuid();")]
    [InlineData("services/flag-evaluation/StudioOps.Flags/A.cs", "var dice = Random.Shared.Next();")]
    [InlineData("services/flag-evaluation/StudioOps.Flags/A.cs", "var dice = new Random(7);")]
    [InlineData("services/provisioning/StudioOps.Provisioning/A.cs", "await Task.Delay(100, ct);")]
    [InlineData("tests/StudioOps.Tenants.Tests/A.cs", "await Task.Delay(100);")]
    [InlineData("hosting/StudioOps.Hosting/A.cs", "Thread.Sleep(100);")]
    [InlineData("hosting/StudioOps.Hosting/A.cs", "logger.LogInformation(\"started\");")]
    [InlineData("services/tenant/StudioOps.Tenants/Data/A.cs", "#nullable disable")]
    [InlineData("tests/StudioOps.Tenants.Tests/A.cs", "[Fact(Skip = \"later\")]")]
    [InlineData("services/tenant/StudioOps.Tenants/Tenants/A.cs", "db.SaveChanges();")]
    [InlineData("services/tenant/StudioOps.Tenants/Tenants/A.cs", "await bus.Publish(new TenantCreated());")]
    public void A_planted_call_is_found(string path, string line)
    {
        var found = Assert.Single(SourceRules.BannedCalls([new SourceFile(path, $"namespace A;\n\n{line}\n")]));
        Assert.StartsWith($"{path}:3 says {line}", found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("services/tenant/StudioOps.Tenants/Tenants/A.cs", "// never DateTimeOffset.UtcNow: the clock is injected")]
    [InlineData("services/tenant/StudioOps.Tenants/Data/Migrations/A.cs", "#nullable disable")]
    [InlineData("tests/StudioOps.Tenants.Tests/A.cs", "var id = Guid.NewGuid();")]
    public void What_is_allowed_there_is_not_found(string path, string line) => Assert.Empty(SourceRules.BannedCalls([new SourceFile(path, line)]));

    [Fact]
    public void A_planted_suppression_is_found() => Assert.Single(SourceRules.UnexplainedSuppressions(
        [new SourceFile("services/a/A.cs", "#pragma warning disable CA1000\n#pragma warning disable CA1001 // the runner owns it")]));

    [Theory]
    [InlineData("services/tenant/StudioOps.Tenants/Tenants/A.cs", 300)]
    [InlineData("services/tenant/StudioOps.Tenants/Program.cs", 60)]
    [InlineData("AppHost/AppHost.cs", 120)]
    public void One_line_above_the_budget_is_found(string path, int most)
    {
        Assert.Empty(SourceRules.Budgets([Of(most)]));
        Assert.Single(SourceRules.Budgets([Of(most + 1)]));

        SourceFile Of(int lines) => new(path, string.Concat(Enumerable.Repeat("var a = 1;\n\n", lines)));
    }
}
