using System.Diagnostics;

namespace StudioOps.Hosting.Tests.Doctor;

/// <summary><c>eng/doctor</c> as an operator runs it.</summary>
public sealed class DoctorTests : IDisposable
{
    private const string Strong = "q3ZkT0vXw8bRj5sLh1nYc7Ua";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("doctor-");

    /// <summary>The environment of one service as a deployment would set it, without a fault.</summary>
    private static readonly Dictionary<string, string> Sound = new()
    {
        ["ConnectionStrings__rabbitmq"] = $"amqps://studioops:{Strong}a@broker.internal:5671",
        ["ConnectionStrings__redis"] = $"cache.internal:6379,password={Strong}b",
        ["ConnectionStrings__tenant"] = Postgres("tenant_serving"),
        ["ConnectionStrings__tenant-direct"] = Postgres("tenant_serving"),
        ["ConnectionStrings__tenant-platform"] = Postgres("tenant_platform"),
        ["ConnectionStrings__tenant-workspaces"] = Postgres("tenant_workspaces"),
        ["services__identity__http__0"] = "http://identity.internal",
        ["ServiceAccount__ClientId"] = "tenant",
        ["ServiceAccount__ClientSecret"] = Strong + "c",
        ["Identity__PublicOrigin"] = "https://studio.example",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector.internal:4318",
    };

    [Fact]
    public async Task A_sound_configuration_has_no_failure_and_no_secret_is_printed()
    {
        var (code, output) = await CheckAsync(Sound);

        Assert.Equal(0, code);
        Assert.DoesNotContain("fail  ", output, StringComparison.Ordinal);
        Assert.Contains("ok    every setting the manifest asks for is there", output, StringComparison.Ordinal);
        Assert.Contains("ok    no secret is missing, short or a default", output, StringComparison.Ordinal);
        Assert.DoesNotContain(Strong, output, StringComparison.Ordinal);
    }

    /// <summary>A setting, its value (null: not there), and what is said of it.</summary>
    public static TheoryData<string, string?, string> Faults => new()
    {
        { "ServiceAccount__ClientSecret", null, "ServiceAccount__ClientSecret is missing" },
        { "ServiceAccount__ClientSecret", "", "ServiceAccount__ClientSecret is missing" },
        { "ServiceAccount__ClientSecret", "secret", "ServiceAccount__ClientSecret is a default" },
        { "ServiceAccount__ClientSecret", "changeme-please-now-or-never", "ServiceAccount__ClientSecret is still a placeholder" },
        { "ServiceAccount__ClientSecret", "<from the vault>", "ServiceAccount__ClientSecret is still a placeholder" },
        { "ServiceAccount__ClientSecret", "k3yboardcat", "ServiceAccount__ClientSecret is shorter than 16" },
        { "ConnectionStrings__rabbitmq", "amqps://guest:guest@broker.internal", "the password in ConnectionStrings__rabbitmq is a default" },
        { "ConnectionStrings__redis", "cache.internal:6379", "the password in ConnectionStrings__redis is empty" },
        { "ConnectionStrings__tenant", "Host=db.internal;Username=postgres;Password=" + Strong + "d;SSL Mode=VerifyFull", "signs in as the superuser" },
        { "ConnectionStrings__tenant", "Host=db.internal;Username=tenant_serving;Password=" + Strong + "d;SSL Mode=VerifyFull;Pooling=false", "switches pooling off" },
        { "Identity__PublicOrigin", null, "there is no public origin" },
        { "Identity__PublicOrigin", "http://studio.example", "http outside localhost" },
        { "Identity__PublicOrigin", "https://studio.example/", "is not scheme://host" },
        { "ASPNETCORE_ENVIRONMENT", "Development", "ASPNETCORE_ENVIRONMENT is Development" },
        { "DevelopmentSeed__Enabled", "true", "DevelopmentSeed__Enabled is set" },
        { "ASPNETCORE_DETAILEDERRORS", "true", "shows errors to strangers" },
        { "RateLimits__AnonymousPermits", "100000", "nothing holds strangers back" },
        { "Cors__Origins__0", "*", "lets every site call across" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task What_is_wrong_is_named_with_its_fix_and_fails(string key, string? value, string said)
    {
        var settings = new Dictionary<string, string>(Sound);
        settings.Remove(key);
        if (value is not null)
        {
            settings[key] = value;
        }

        var (code, output) = await CheckAsync(settings);

        Assert.Equal(1, code);
        var lines = output.Split('\n');
        var at = Array.FindIndex(lines, line => line.StartsWith("fail  ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
        Assert.True(at >= 0, output);
        Assert.StartsWith("      fix: ", lines[at + 1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Identity__PublicOrigin", "http://localhost:8080", "on this machine alone")]
    [InlineData("ConnectionStrings__rabbitmq", "amqp://studioops:q3ZkT0vXw8bRj5sLh1nYc7Uaa@broker.internal", "unencrypted")]
    [InlineData("ConnectionStrings__tenant", "Host=db.internal;Username=tenant_serving;Password=q3ZkT0vXw8bRj5sLh1nYc7Ud", "without demanding encryption")]
    [InlineData("Logging__LogLevel__Default", "Trace", "logs grow fast")]
    [InlineData("Mail__Endpoint", "smtp://user:pass@mail.example:25", "mail goes to mail.example unencrypted")]
    public async Task What_is_only_doubtful_warns_and_does_not_fail(string key, string value, string said)
    {
        var (code, output) = await CheckAsync(new(Sound) { [key] = value });

        Assert.True(code == 0, output);
        Assert.Contains(output.Split('\n'), line => line.StartsWith("warn  ", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_service_the_manifests_parameters_are_asked_for_and_may_be_written_with_underscores()
    {
        var (code, output) = await CheckAsync(new() { ["Parameters__public_origin"] = "https://studio.example", ["Parameters__mail-endpoint"] = "smtps://mail.example" }, service: null);

        Assert.Equal(1, code);
        Assert.Contains("fail  Parameters__postgres-password is missing", output, StringComparison.Ordinal);
        Assert.DoesNotContain("public-origin is missing", output, StringComparison.Ordinal);
        Assert.Contains("ok    the public origin is https", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_others_may_read_a_line_that_is_no_setting_and_an_unknown_service_fail()
    {
        var path = Write(Sound.Select(setting => $"{setting.Key}={setting.Value}").Append("rm -rf /nowhere"));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var (code, output) = await RunAsync("--config", path, "--service", "tenant");
        var (_, unknown) = await RunAsync("--config", path, "--service", "nobody");

        Assert.Equal(1, code);
        Assert.Contains("fail  others may read", output, StringComparison.Ordinal);
        Assert.Contains($"fail  line {Sound.Count + 1}", output, StringComparison.Ordinal);
        Assert.Contains("fail  aspire-manifest.json has no resource 'nobody'", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_is_never_executed()
    {
        var planted = Path.Combine(_folder.FullName, "executed");

        await CheckAsync(new(Sound) { ["Mail__From"] = $"$(touch {planted})", ["Other"] = $"`touch {planted}`", ["Identity__PublicOrigin"] = $"$(touch {planted})" });

        Assert.False(File.Exists(planted));
    }

    [Fact]
    public async Task This_machine_can_build_and_run_it()
    {
        var (code, output) = await RunAsync("--port", "1");

        foreach (var line in new[] { "ok    .NET SDK ", "ok    Node.js ", "ok    PostgreSQL ", "ok    Redis ", "ok    RabbitMQ ", "ok    the clock shows " })
        {
            Assert.Contains(line, output, StringComparison.Ordinal);
        }

        Assert.Equal(output.Contains("fail  ", StringComparison.Ordinal) ? 1 : 0, code);
        Assert.Equal(2, (await RunAsync("--colour")).Code);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Postgres(string login) => $"Host=db.internal;Port=5432;Username={login};Password={Strong}{login};Database=tenant;SSL Mode=VerifyFull";

    private Task<(int Code, string Output)> CheckAsync(Dictionary<string, string> settings, string? service = "tenant")
    {
        var path = Write(settings.Select(setting => $"{setting.Key}={setting.Value}"));
        return service is null ? RunAsync("--config", path) : RunAsync("--config", path, "--service", service);
    }

    private string Write(IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder.FullName, "deployment.env");
        File.WriteAllLines(path, lines);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "eng", "doctor"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        await error;
        return (process.ExitCode, await output);
    }
}
