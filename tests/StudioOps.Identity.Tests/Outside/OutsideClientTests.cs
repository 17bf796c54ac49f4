using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StudioOps.Hosting.Processes;

namespace StudioOps.Identity.Tests.Outside;

/// <summary>Identity on a real port with the real time, for clients that know nothing of tests.</summary>
public sealed class OutsideFixture : IdentityFixture
{
    private readonly int _port = Ports.Free();

    public string Address => $"http://localhost:{_port}";

    protected override bool OnSocket => true;

    protected override int Port => _port;

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [.. base.Settings, new("Identity:PublicOrigin", Address)];

    protected override void ConfigureServices(IServiceCollection services)
    {
        base.ConfigureServices(services);
        services.Replace(ServiceDescriptor.Singleton(TimeProvider.System));
    }
}

/// <summary>The certified clients openid-client and oauth4webapi, as npm delivers them, drive every grant.</summary>
public sealed class OutsideClientTests(OutsideFixture identity) : IClassFixture<OutsideFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Outside");

    [Fact]
    public async Task Clients_that_somebody_else_wrote_are_content_with_every_grant()
    {
        await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], null);
        var olivia = identity.Person("olivia@northwind.example");
        var automation = identity.Credentials().Automation;
        var lines = await RunAsync("node", ["clients.mjs"], JsonSerializer.Serialize(
            new { issuer = identity.Address, automation = new { automation.ClientId, automation.ClientSecret }, email = olivia.Email, password = olivia.Password, tenant = "northwind" },
            JsonSerializerOptions.Web));
        var checks = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Empty(checks.Where(check => !check.GetProperty("ok").GetBoolean()).Select(check => $"{check.GetProperty("name")}: {check.GetProperty("why")}"));
        Assert.Equal(12, checks.Count);
    }

    private static async Task<string> RunAsync(string program, string[] arguments, string? outside)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["OUTSIDE"] = outside },
        })!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
