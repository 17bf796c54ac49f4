using Microsoft.Extensions.FileProviders;
using StudioOps.Admin.Audit;

namespace StudioOps.Admin.Tests.Audit;

public sealed class AuditOptionsTests
{
    [Fact]
    public void A_production_start_without_a_heads_file_fails_naming_the_key()
    {
        var options = Defaults("Production");

        var result = new AuditOptionsCheck().Validate(null, options);

        Assert.True(result.Failed);
        Assert.Contains("Audit:HeadsFile", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void A_development_start_finds_a_place_of_its_own() => Assert.True(new AuditOptionsCheck().Validate(null, Defaults("Development")).Succeeded);

    private static AuditOptions Defaults(string environment)
    {
        var options = new AuditOptions();
        new AuditOptionsDefaults(new Host(environment)).PostConfigure(null, options);
        return options;
    }

    private sealed class Host(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
